//! The flat schema: one row a quotation, the same columns in Arrow, Parquet and Spark.
//!
//! [`COLUMNS`] declares every column once: its name, its type, its meaning, and how to get it from a [`Row`]. Whoever
//! writes a table walks over them, so no two tables can differ; `docs/flat.md` is the same list for readers.
//!
//! What a user asks for most stands in plain columns (`speaker`, `outlet`, `date`, `when_from`); what is a list in the
//! record stays one (`content`, `speakers`, `via`). Any column may be null, and is null only where the value is unknown.
//!
//! ```
//! use dixit_record::flat::{self, Of, Value};
//!
//! # fn speakers(record: &dixit_record::Record<'_>) -> Vec<String> {
//! let speaker = flat::COLUMNS.iter().find(|c| c.name == "speaker").expect("a column of the schema");
//! let Of::One(_, get) = speaker.of else { unreachable!("a plain column") };
//! flat::rows(record)
//!     .filter_map(|row| match get(&row) {
//!         Value::Text(name) => Some(name.into_owned()),
//!         _ => None,
//!     })
//!     .collect()
//! # }
//! ```

mod columns;

use std::borrow::Cow;

pub use columns::COLUMNS;

use crate::{Quotation, Record};

/// Name and version of the flat schema. Within a version columns are added, never renamed, retyped or given another meaning.
pub const SCHEMA_ID: &str = "dixit-flat/1";

/// A quotation and the record that holds it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The article.
    pub record: &'a Record<'a>,
    /// One of its quotations.
    pub quotation: &'a Quotation<'a>,
}

/// The rows of a record: one per quotation, in the order of the text; none if there are no quotations.
pub fn rows<'a>(record: &'a Record<'a>) -> impl Iterator<Item = Row<'a>> {
    record.quotations.iter().map(move |quotation| Row { record, quotation })
}

/// A column of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub of: Of,
    /// Its meaning.
    pub about: &'static str,
}

/// The type of a column, and how to get its value from a row.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// One value.
    One(Type, for<'a> fn(&Row<'a>) -> Value<'a>),
    /// A list of structures: how many there are, and the fields of each.
    List(for<'a> fn(&Row<'a>) -> usize, &'static [Field]),
}

/// A field of the structures in a list.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// The type of its values.
    pub of: Type,
    /// The value in the structure with this number, from 0.
    pub get: for<'a> fn(&Row<'a>, usize) -> Value<'a>,
    /// Its meaning.
    pub about: &'static str,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A string.
    Text,
    /// A day: days since 1970-01-01, as 32 bits.
    Day,
    /// A number of 64 bits with a point; probabilities have three decimals.
    Real,
    /// A whole number of 32 bits.
    Int,
    /// True or false.
    Flag,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Unknown.
    Null,
    /// Of a column of [`Type::Text`].
    Text(Cow<'a, str>),
    /// Of a column of [`Type::Day`].
    Day(i32),
    /// Of a column of [`Type::Real`].
    Real(f64),
    /// Of a column of [`Type::Int`].
    Int(i32),
    /// Of a column of [`Type::Flag`].
    Flag(bool),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_of_its_columns_type_and_names_are_unique() {
        let line = include_str!("../../tests/record.json");
        let record: Record<'_> = serde_json::from_str(line).unwrap();
        let fits = |of: Type, value: &Value<'_>| match value {
            Value::Null => true,
            Value::Text(_) => of == Type::Text,
            Value::Day(_) => of == Type::Day,
            Value::Real(_) => of == Type::Real,
            Value::Int(_) => of == Type::Int,
            Value::Flag(_) => of == Type::Flag,
        };
        let mut known = 0;
        for row in rows(&record) {
            for column in COLUMNS {
                match column.of {
                    Of::One(of, get) => {
                        let value = get(&row);
                        assert!(fits(of, &value), "{}: {value:?}", column.name);
                        known += u32::from(value != Value::Null);
                    }
                    Of::List(len, fields) => {
                        for (i, field) in (0..len(&row)).flat_map(|i| fields.iter().map(move |f| (i, f))) {
                            assert!(fits(field.of, &(field.get)(&row, i)), "{}.{}", column.name, field.name);
                        }
                    }
                }
            }
        }
        assert!(known > 30, "{known}");
        let mut names: Vec<_> = COLUMNS.iter().map(|c| c.name).collect();
        names.sort_unstable();
        assert!(names.is_sorted_by(|a, b| a < b), "a name stands twice: {names:?}");
    }
}
