"""The table of figures: one line each, printed as soon as it is known."""


class Table:
    HEAD = ("what", "measured", "at most", "floor", "ratio", "")
    LINE = "{:<62} {:>13} {:>13} {:>11} {:>6}  {}"

    def __init__(self):
        print(self.LINE.format(*self.HEAD).rstrip())

    def section(self, text):
        print(f"-- {text}")

    def add(self, what, value, unit, most=None, least=None, floor=None, note=""):
        """`least` instead of `most` where more is better. The floor is in the same unit."""
        bound = "" if most is None and least is None else told(most if least is None else least, unit)
        over = (most is not None and value > most) or (least is not None and value < least)
        if least is not None:
            bound = ">= " + bound
        ratio = f"{value / floor:.2f}" if floor else ""
        line = self.LINE.format(what, told(value, unit), bound, told(floor, unit) if floor else "", ratio, " ".join(filter(None, ("beyond" if over else "", note))))
        print(line.rstrip(), flush=True)


def told(value, unit):
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
