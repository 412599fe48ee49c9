// What a person does in OpenRefine's page: add the service, reconcile a column, look at a candidate, search for another one.
//
//     node openrefine_page.mjs CHROMIUM PROJECT_PAGE SERVICE FOLDER
//
// Prints what the page shows, as JSON; writes reconciled.png into FOLDER. Run where puppeteer-core is installed.
import { createRequire } from "node:module";
import { join } from "node:path";

const puppeteer = createRequire(join(process.cwd(), "package.json"))("puppeteer-core");
const [chromium, project, service, folder] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"], defaultViewport: { width: 1260, height: 600 } });
const told = { failed: [], requests: [] };
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(60000);
  page.on("requestfailed", (request) => request.url().startsWith(service) && told.failed.push(request.url()));
  page.on("request", (request) => request.url().startsWith(service) && told.requests.push(new URL(request.url()).pathname));
  await page.goto(project, { waitUntil: "load" });

  // The menu of the column > Reconcile > Start reconciling > Add standard service
  await page.waitForSelector(".column-header-menu");
  await page.evaluate(openMenu, "name");
  await page.waitForFunction(hasItem, {}, "Reconcile");
  await page.evaluate(hoverItem, "Reconcile");
  await page.waitForFunction(hasItem, {}, "Start reconciling");
  await page.evaluate(clickItem, "Start reconciling");
  await (await page.waitForSelector("button[bind=addStandardServiceButton]")).click();
  const address = await page.waitForSelector("input[bind=input]");
  await address.click({ clickCount: 3 });
  await address.type(service);
  await page.click("button[bind=addButton]");

  // The type that it chooses by itself; the country in the column beside the name
  await page.waitForSelector(".type-container input[type=radio]");
  told.types = await page.$$eval(".type-container input[type=radio]", (all) => all.map((each) => [each.value, each.checked]));
  await page.click("input[name=include][columnName=country]");
  await page.click("input[name=property][columnName=country]");
  await page.type("input[name=property][columnName=country]", "coun");
  await page.waitForSelector(".fbs-list .fbs-item-name");
  told.properties = await page.$$eval(".fbs-list .fbs-item-name", (all) => all.map((each) => each.innerText));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.click("button[bind=reconcileButton]");
  await page.waitForFunction(() => document.querySelectorAll(".data-table-recon-candidate, a.data-table-recon-action").length > 8);
  await page.waitForNetworkIdle({ idleTime: 2000 });
  told.cells = await page.$$eval(".data-table tbody tr", (all) => all.map((each) => each.innerText.replace(/\s+/g, " ").trim()));

  // What a candidate is, when the mouse is over it
  await page.hover(".data-table-recon-candidate a.data-table-recon-topic");
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  await frame.waitForSelector("h1");
  told.preview = await frame.$eval("body", (body) => body.innerText);
  await page.screenshot({ path: join(folder, "reconciled.png") });

  // Search for another one
  await page.mouse.move(5, 400);
  await page.evaluate(() => [...document.querySelectorAll(".data-table-recon-extra a")].at(-1).click());
  await page.waitForSelector(".fbs-list .fbs-item-name");
  told.suggested = await page.$$eval(".fbs-list .fbs-item-name", (all) => all.map((each) => each.innerText));
  await (await page.$(".fbs-list .fbs-item")).hover();
  told.flyout = await (await page.waitForSelector(".fbs-flyout-pane h1")).evaluate((each) => each.innerText);
} catch (error) {
  told.error = String(error);
  await (await browser.pages()).at(-1)?.screenshot({ path: join(folder, "error.png") });
} finally {
  console.log(JSON.stringify(told));
  await browser.close();
}

function openMenu(column) {
  [...document.querySelectorAll(".column-header")].find((each) => each.innerText.trim() === column).querySelector(".column-header-menu").click();
}

function hasItem(text) {
  return [...document.querySelectorAll(".menu-item")].some((each) => each.innerText.trim().startsWith(text) && each.offsetParent);
}

function clickItem(text) {
  [...document.querySelectorAll(".menu-item")].find((each) => each.innerText.trim().startsWith(text)).click();
}

function hoverItem(text) {
  window.jQuery([...document.querySelectorAll(".menu-item")].find((each) => each.innerText.trim().startsWith(text))).trigger("mouseenter");
}
