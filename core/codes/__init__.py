"""Codes on labels and badges: what a scanner sent, cleaned, told apart and read; the one place that uses biip."""

from core.codes.gs1 import load_gs1
from core.codes.identify import identify, lot_unknown
from core.codes.model import Code, CodeError, CodeKind
from core.codes.scan import clean_scan, split_aim

__all__ = ["Code", "CodeError", "CodeKind", "clean_scan", "identify", "load_gs1", "lot_unknown", "split_aim"]
