"""What laws over texts draw from: mentions, running texts, the letters of every script."""

from __future__ import annotations

from hypothesis import strategies as st

from translit import strategies

TEXTS = st.text(st.characters(), max_size=30)
# What stands in reports, and what doesn't: aliases, respellings and near misses of the bundled
# tables, other names, anything.
REAL = st.one_of(strategies.mentions(), strategies.respellings(), strategies.near_misses()).map(
    lambda surface: surface[0]
)
NAMED = REAL | st.sampled_from(["Latn", "Arab", "Cyrl", "Deva", "Hang", "Hani"]).flatmap(
    strategies.names
)
MENTIONS = NAMED | TEXTS
FILLERS = st.sampled_from(
    [
        " ",
        ", ",
        ". ",
        " and ",
        "\n",
        " – ",
        "’s ",
        " (",
        ") ",
        ", the ",
        " in al-",
        " و",
        " 300,000 ",
        "\u200f",
        "\u0301",
        "🙂 ",
    ]
)
RUNNING = st.lists(REAL | FILLERS | TEXTS, max_size=12).map("".join) | st.lists(
    st.tuples(REAL, FILLERS).map("".join), max_size=5
).map("".join)

# Letters, marks and signs of every script with rules, the hostile code points, and plain ASCII.
RANGES = "Aa  ÀɏͰϿЀԯ԰֏א״؀ۿހ߀ऀ෿ก\u0effཀ\u0fffက႟ក៿᠀ᢪአ፼ა჻ᄀᇿぁヿ가힣一丿\u0300\u036f\u2000\u206f\ufb00\ufdff\uff00\uffef\ud800\udfff\0\n"
SPANS = [
    st.characters(min_codepoint=ord(first), max_codepoint=ord(last))
    for first, last in zip(RANGES[::2], RANGES[1::2], strict=True)
]
OF_ANY_SCRIPT = st.one_of(
    st.text(),
    st.text(st.one_of(SPANS)),
    st.text(st.characters(categories=["Cs", "Mn", "Zs", "Lo"])),
)
