"""No part of translit: the alarm that translit/clash.py describes."""

from translit.clash import step_aside

step_aside(__name__, __path__[0])
