"""The look and the page machinery that every app stands on: layouts, components, forms, charts, pages by key."""
