"""The table of trips: where people are on which days."""

from sqlalchemy import Index

from bot.store.columns import required, table
from bot.store.types import Day

trip = table(
    "trip",
    required("person"),
    required("town", server_default=""),  # empty: away, and not to be matched
    required("first", Day),
    required("last", Day),
    Index("ix_trip_person", "workspace", "person"),
)
