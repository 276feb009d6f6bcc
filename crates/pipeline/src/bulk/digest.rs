use std::fmt;
use std::str::FromStr;

use dixit_ingest::{Failure, Raw};
use sha2::{Digest as _, Sha256};

/// Tells one input, or all inputs up to one, from any other: the first 16 bytes of SHA-256 over what was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of one item of the input.
    pub fn of(item: &Result<Raw, Failure>) -> Self {
        match item {
            Ok(raw) => {
                let mut bytes = Vec::new();
                raw.to_bytes(&mut bytes);
                Self::of_bytes(&bytes)
            }
            Err(failure) => Self::of_failure(failure),
        }
    }

    /// The digest of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::first(Sha256::digest(bytes).as_slice())
    }

    /// Input that could not be read counts by its name and the kind of fault, as messages of the system differ in wording.
    pub(super) fn of_failure(failure: &Failure) -> Self {
        Self::of_bytes(format!("{}\n{}", failure.name, failure.error.kind()).as_bytes())
    }

    /// The digest of all up to here and the next.
    pub fn then(self, next: Self) -> Self {
        Self::first(Sha256::new().chain_update(self.0).chain_update(next.0).finalize().as_slice())
    }

    fn first(bytes: &[u8]) -> Self {
        Self(*bytes.first_chunk().expect("SHA-256 has 32 bytes"))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = &'static str;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let number = Some(s).filter(|s| s.len() == 32).and_then(|s| u128::from_str_radix(s, 16).ok());
        number.map(|n| Self(n.to_be_bytes())).ok_or("not 32 hexadecimal digits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_it_is_written_and_heeds_the_order() {
        let [a, b] = [Digest::of_bytes(b"a"), Digest::of_bytes(b"b")];
        assert_eq!(a.to_string().parse(), Ok(a));
        assert!("xyz".parse::<Digest>().is_err());
        let all = |items: &[Digest]| items.iter().fold(Digest::default(), |all, &next| all.then(next));
        assert_ne!(all(&[a, b]), all(&[b, a]));
    }
}
