"""The colours and widths of the picture: those of the page (static/maps/js/ground.js and symbols.js), held together by
tests/maps/test_picture.py."""

LOOKS = ("light", "dark", "contrast")

PAPER = {
    "light": {
        "land": "#F6F4EE",
        "water": "#BFD9E8",
        "green": "#DDE8CF",
        "wood": "#CFDFBE",
        "building": "#E6E1D6",
        "buildingEdge": "#D5CEBF",
        "road": "#FFFFFF",
        "casing": "#D8D2C4",
        "path": "#CBBFA8",
        "rail": "#B9B4A8",
        "label": "#4A4F55",
        "waterLabel": "#31637E",
        "houseLabel": "#6B655A",
        "halo": "#FFFFFF",
        "boundary": "#8A7F95",
    },
    "dark": {
        "land": "#1B1F23",
        "water": "#16303E",
        "green": "#1F2B22",
        "wood": "#1C2A1F",
        "building": "#262B30",
        "buildingEdge": "#31373D",
        "road": "#363D44",
        "casing": "#14171A",
        "path": "#40464C",
        "rail": "#454B52",
        "label": "#AEB6BE",
        "waterLabel": "#7FAEC6",
        "houseLabel": "#949AA1",
        "halo": "#14171A",
        "boundary": "#7D7489",
    },
    "contrast": {
        "land": "#FFFFFF",
        "water": "#A9D3F5",
        "green": "#EAF3E2",
        "wood": "#DCEBD0",
        "building": "#D9D9D9",
        "buildingEdge": "#6E6E6E",
        "road": "#FFFFFF",
        "casing": "#767676",
        "path": "#767676",
        "rail": "#595959",
        "label": "#000000",
        "waterLabel": "#003B6B",
        "houseLabel": "#000000",
        "halo": "#FFFFFF",
        "boundary": "#4B2E83",
    },
}

#: what is drawn beside the colours of the classes
INKS = {
    "light": {
        "page": "#ffffff",
        "text": "#1B1F23",
        "second": "#4A4F55",
        "mark": "#3A4046",
        "accent": "#0B5CAD",
    },
    "dark": {
        "page": "#14171a",
        "text": "#ECEFF1",
        "second": "#AEB6BE",
        "mark": "#ECEFF1",
        "accent": "#7DB8F5",
    },
    "contrast": {
        "page": "#ffffff",
        "text": "#000000",
        "second": "#000000",
        "mark": "#000000",
        "accent": "#00309E",
    },
}

#: widths of roads in pixels at zooms 10 to 20, by class
WIDTHS = {
    "major": (1.2, 1.8, 2.4, 3.4, 5, 7, 10, 15, 22, 32, 44),
    "middle": (0.6, 1, 1.6, 2.4, 3.8, 5.5, 8, 12, 18, 26, 36),
    "minor": (0, 0, 0.6, 1.1, 2, 3.4, 5.5, 9, 14, 20, 30),
    "path": (0, 0, 0, 0, 0.6, 0.9, 1.3, 1.8, 2.4, 3.5, 5),
}
CLASSES = {
    "major": ("motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link"),
    "middle": ("secondary", "tertiary", "secondary_link", "tertiary_link"),
    "path": ("footway", "path", "pedestrian", "steps", "cycleway", "track", "bridleway"),
}
WOODS = ("wood", "forest")

FONT = "'Source Sans 3 Variable', 'Source Sans 3', 'Noto Sans', 'DejaVu Sans', sans-serif"


def road_class(kind: str) -> str:
    """How a road is drawn, by the OpenStreetMap value of its `highway`."""
    return next((name for name, kinds in CLASSES.items() if kind in kinds), "minor")


def road_width(name: str, zoom: int) -> float:
    """Of a class of roads, in pixels."""
    return WIDTHS[name][min(max(zoom - 10, 0), 10)]
