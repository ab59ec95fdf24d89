"""The record: canonical bytes, envelope, chain, manifest, Merkle log, checkpoint."""
