//! An article as files in forms of their own tell of it, value by value.

use crate::InputError;
use crate::fields::Field;

/// The fields of an article as a file gives them.
#[derive(Debug, Default)]
pub(crate) struct Article {
    values: [Option<(usize, String)>; 8],
    /// Why there is none.
    broken: Option<String>,
}

impl Article {
    #[cfg(feature = "xml")]
    pub(crate) fn broken(what: String) -> Self {
        Self { broken: Some(what), ..Self::default() }
    }

    /// Takes a value of this rank, unless there is a better one.
    pub(crate) fn offer(&mut self, field: Field, rank: usize, value: &str) {
        let value = value.trim();
        let have = &mut self.values[field as usize];
        if !value.is_empty() && have.as_ref().is_none_or(|(better, _)| rank < *better) {
            *have = Some((rank, value.to_owned()));
        }
    }

    /// The article as an object with our own names.
    pub(crate) fn into_json(self) -> Result<Vec<u8>, InputError> {
        if let Some(what) = self.broken {
            return Err(InputError::Io(std::io::Error::new(std::io::ErrorKind::InvalidData, what)));
        }
        let mut object = serde_json::Map::new();
        for (field, value) in Field::ALL.into_iter().zip(self.values) {
            if let Some((_, value)) = value {
                object.insert(field.own_name(), value.into());
            }
        }
        // An article without a text is empty, not an object of another kind.
        object.entry(Field::Text.own_name()).or_insert_with(|| "".into());
        Ok(serde_json::Value::Object(object).to_string().into_bytes())
    }
}
