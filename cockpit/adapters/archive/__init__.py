"""Finding: one needle in files, archives and object stores, in time order, without parsing what does not hold it."""
