"""Ukrainian dates as DSTU 4163 writes them in words, without a zero before the day: «6 серпня 2026 р.»."""

DATE_FORMAT = "j E Y р."
DATETIME_FORMAT = "j E Y р., H:i"
MONTH_DAY_FORMAT = "j E"
