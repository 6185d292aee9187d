"""The bundled classes of bug on rows that show them and on rows that only look alike."""
