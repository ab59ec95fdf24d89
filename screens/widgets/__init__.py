"""Parts that screens are drawn from: each a function from a view to cells of a canvas."""
