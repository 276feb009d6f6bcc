//! The file format of trained models: named sections behind a label, a version and a checksum.
//!
//! All numbers are little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 0..8 | label `dixitmdl` |
//! | 8..12 | format version |
//! | 12..16 | number of sections *n* |
//! | 16..24 | checksum of all bytes from 24 on |
//! | 24..24 + 32 *n* | a section each: name (16 bytes, padded with zeros), offset from the start of the file, length |
//! | … | the sections, each on a multiple of 64 bytes |

use crate::layout::FORMAT_VERSION;
use crate::{ModelError, hash};

const LABEL: &[u8; 8] = b"dixitmdl";
const HEADER: usize = 24;
const ENTRY: usize = 32;
const NAME: usize = 16;
/// Sections start on multiples of this, a cache line.
const ALIGN: usize = 64;

/// A model file, borrowed from the bytes it was read from.
///
/// Any bytes can be given to [`Container::parse`]: it returns an error, never panics, and allocates nothing.
///
/// ```
/// use dixit_learn::{Container, ContainerBuilder};
///
/// let mut builder = ContainerBuilder::default();
/// builder.section("greeting", b"hello".to_vec());
/// let file = builder.finish();
/// assert_eq!(Container::parse(&file).unwrap().section("greeting").unwrap(), b"hello");
/// assert!(Container::parse(&file[1..]).is_err());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    bytes: &'a [u8],
    sections: usize,
}

impl<'a> Container<'a> {
    /// Checks label, version, checksum and the bounds of all sections.
    ///
    /// # Errors
    /// [`ModelError`] says which of them failed.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ModelError> {
        Self::read(bytes, true)
    }

    /// The same without the checksum, which takes some milliseconds: for files that are part of the program. Damaged bytes still
    /// give a container or an error.
    ///
    /// # Errors
    /// [`ModelError`] says what is wrong.
    pub fn parse_trusted(bytes: &'a [u8]) -> Result<Self, ModelError> {
        Self::read(bytes, false)
    }

    fn read(bytes: &'a [u8], sum: bool) -> Result<Self, ModelError> {
        if bytes.len() < HEADER || &bytes[..8] != LABEL {
            return Err(ModelError::Label);
        }
        let found = u32_at(bytes, 8);
        if found != FORMAT_VERSION {
            return Err(ModelError::Version { found });
        }
        if sum && u64_at(bytes, 16) != hash::bytes(&bytes[HEADER..]) {
            return Err(ModelError::Checksum);
        }
        let sections = u32_at(bytes, 12) as usize;
        if (bytes.len() - HEADER) / ENTRY < sections {
            return Err(ModelError::malformed("directory", "longer than the file"));
        }
        let container = Self { bytes, sections };
        for i in 0..sections {
            if container.entry(i).is_none() {
                return Err(ModelError::malformed("directory", "a section lies outside the file"));
            }
        }
        Ok(container)
    }

    /// The checksum of the file, which tells one model from another.
    pub fn checksum(&self) -> u64 {
        u64_at(self.bytes, 16)
    }

    /// The bytes of a section.
    ///
    /// # Errors
    /// [`ModelError::Missing`] where there is none of this name.
    pub fn section(&self, name: &str) -> Result<&'a [u8], ModelError> {
        (0..self.sections)
            .filter_map(|i| self.entry(i))
            .find(|(n, _)| *n == padded(name))
            .map(|(_, bytes)| bytes)
            .ok_or_else(|| ModelError::Missing(name.to_owned()))
    }

    fn entry(&self, i: usize) -> Option<([u8; NAME], &'a [u8])> {
        let at = HEADER + i * ENTRY;
        let name = self.bytes[at..at + NAME].try_into().ok()?;
        let start = usize::try_from(u64_at(self.bytes, at + NAME)).ok()?;
        let len = usize::try_from(u64_at(self.bytes, at + NAME + 8)).ok()?;
        Some((name, self.bytes.get(start..start.checked_add(len)?)?))
    }
}

/// Puts a model file together.
#[derive(Clone, Debug, Default)]
pub struct ContainerBuilder {
    sections: Vec<(String, Vec<u8>)>,
}

impl ContainerBuilder {
    /// Adds a section.
    ///
    /// # Panics
    /// If the name is longer than 16 bytes, or there already.
    pub fn section(&mut self, name: &str, bytes: Vec<u8>) -> &mut Self {
        assert!(name.len() <= NAME, "section name `{name}` is longer than {NAME} bytes");
        assert!(self.sections.iter().all(|(n, _)| n != name), "two sections `{name}`");
        self.sections.push((name.to_owned(), bytes));
        self
    }

    /// The bytes of the file.
    pub fn finish(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(LABEL);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        out.extend_from_slice(&[0; 8]);
        let mut at = HEADER + ENTRY * self.sections.len();
        for (name, bytes) in &self.sections {
            at = at.next_multiple_of(ALIGN);
            out.extend_from_slice(&padded(name));
            out.extend_from_slice(&(at as u64).to_le_bytes());
            out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            at += bytes.len();
        }
        for (_, bytes) in &self.sections {
            out.resize(out.len().next_multiple_of(ALIGN), 0);
            out.extend_from_slice(bytes);
        }
        let sum = hash::bytes(&out[HEADER..]);
        out[16..24].copy_from_slice(&sum.to_le_bytes());
        out
    }
}

/// A section name as it stands in the file; one too long to stand there matches nothing.
fn padded(name: &str) -> [u8; NAME] {
    let mut out = [0; NAME];
    match name.len() {
        0..=NAME => out[..name.len()].copy_from_slice(name.as_bytes()),
        _ => out = [0xFF; NAME],
    }
    out
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

/// Reads the small header fields of a section without ever running past its end.
pub(crate) struct Reader<'n, 'a> {
    section: &'n str,
    bytes: &'a [u8],
}

impl<'n, 'a> Reader<'n, 'a> {
    pub(crate) fn new(section: &'n str, bytes: &'a [u8]) -> Self {
        Self { section, bytes }
    }

    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], ModelError> {
        let (head, rest) =
            self.bytes.split_at_checked(n).ok_or_else(|| ModelError::malformed(self.section, "too short"))?;
        self.bytes = rest;
        Ok(head)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ModelError> {
        Ok(u32_at(self.take(4)?, 0))
    }

    /// A number of things that take at least `size` bytes each of what is left, so that a damaged count
    /// cannot make us reserve memory for it.
    pub(crate) fn count(&mut self, size: usize) -> Result<usize, ModelError> {
        let n = self.u32()? as usize;
        if n.saturating_mul(size) > self.bytes.len() {
            return Err(ModelError::malformed(self.section, "count larger than the section"));
        }
        Ok(n)
    }

    pub(crate) fn f32(&mut self) -> Result<f32, ModelError> {
        let x = f32::from_bits(self.u32()?);
        if !x.is_finite() {
            return Err(ModelError::malformed(self.section, "a number is not finite"));
        }
        Ok(x)
    }

    pub(crate) fn f32s(&mut self, n: usize) -> Result<Vec<f32>, ModelError> {
        if n.saturating_mul(4) > self.bytes.len() {
            return Err(ModelError::malformed(self.section, "too short"));
        }
        (0..n).map(|_| self.f32()).collect()
    }

    pub(crate) fn string(&mut self) -> Result<&'a str, ModelError> {
        let n = self.count(1)?;
        std::str::from_utf8(self.take(n)?)
            .map_err(|_| ModelError::malformed(self.section, "label is not UTF-8"))
    }
}

pub(crate) fn write_u32(out: &mut Vec<u8>, x: usize) {
    out.extend_from_slice(&u32::try_from(x).expect("a count below four billion").to_le_bytes());
}

pub(crate) fn write_f32s(out: &mut Vec<u8>, xs: &[f32]) {
    for x in xs {
        out.extend_from_slice(&x.to_le_bytes());
    }
}

pub(crate) fn write_labels(out: &mut Vec<u8>, labels: &[String]) {
    write_u32(out, labels.len());
    for label in labels {
        write_u32(out, label.len());
        out.extend_from_slice(label.as_bytes());
    }
}
