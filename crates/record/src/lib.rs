//! The output format of dixit: versioned, documented field by field.
