"""How the map writes dates and times: of every language it speaks (Django FORMAT_MODULE_PATH)."""
