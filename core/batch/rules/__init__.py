"""The rules of the review by exception: each looks at the whole record and tells where it did not hold."""
