"""No part of translit: the alarm that translit/doors/clash.py describes."""

from translit.doors.clash import step_aside

step_aside(__name__, __path__[0])
