"""Tools over a codebook: what is wrong with it, what it lacks, why a text is read as it is."""
