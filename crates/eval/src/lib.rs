//! Scores quotation attribution against gold annotations.
