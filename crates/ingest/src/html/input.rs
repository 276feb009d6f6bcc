//! The page as the tokenizer takes it: in large pieces, and past the text of scripts and styles.

use std::cell::Cell;
use std::convert::Infallible;

use html5gum::Reader;
use memchr::{memchr, memchr2, memchr3};

/// The requests of the scan to the input while a page is read.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// Set while the text of a script or style is read that nobody wants.
    pub(super) unwanted: Cell<bool>,
    /// Set once a tag has more attributes than are read: the rest of it is to be skipped.
    pub(super) overfull: Cell<bool>,
}

/// A page and how far it has been read.
pub(super) struct Input<'a> {
    rest: &'a [u8],
    signals: &'a Signals,
    /// Neither NUL nor carriage return is in the page, which the tokenizer would have to hear of.
    clean: bool,
}

impl<'a> Input<'a> {
    pub(super) fn new(page: &'a str, signals: &'a Signals) -> Self {
        let rest = page.as_bytes();
        Self { rest, signals, clean: memchr2(0, b'\r', rest).is_none() }
    }

    fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        taken
    }

    /// Where the next of `needles` is. Those that the states of long texts ask for are looked for in vectors.
    fn find(&self, needles: &[u8]) -> Option<usize> {
        match *needles {
            [a, b, 0, b'\r'] if self.clean => memchr2(a, b, self.rest),
            [a, 0, b'\r'] if self.clean => memchr(a, self.rest),
            [a, b, c] => memchr3(a, b, c, self.rest),
            // Of names, which are short: a set of bytes, a bit each.
            _ => {
                let mut set = [0u64; 4];
                needles.iter().for_each(|&n| set[usize::from(n >> 6)] |= 1 << (n & 63));
                self.rest.iter().position(|&b| set[usize::from(b >> 6)] >> (b & 63) & 1 != 0)
            }
        }
    }

    /// Passes over the attributes of a tag, up to the `>` that ends it. Within a quoted value it ends nothing.
    fn skip_attributes(&mut self) {
        let (mut at, mut in_value) = (0, false);
        while let Some(&byte) = self.rest.get(at) {
            match byte {
                b'>' => break,
                b'"' | b'\'' if in_value => {
                    at += 1;
                    at += memchr(byte, &self.rest[at..]).unwrap_or(self.rest.len() - at);
                    in_value = false;
                }
                b'=' => in_value = true,
                _ => in_value &= byte.is_ascii_whitespace(),
            }
            at += 1;
        }
        self.take(at.min(self.rest.len()));
    }

    /// The place where unwanted text may end: an end tag, or a comment, in which an end tag may not count.
    fn find_end(&self) -> usize {
        memchr::memchr_iter(b'<', self.rest)
            .find(|&at| matches!(self.rest.get(at + 1), Some(b'/' | b'!')))
            .unwrap_or(self.rest.len())
    }
}

impl Reader for Input<'_> {
    type Error = Infallible;

    #[inline]
    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        let Some((&byte, rest)) = self.rest.split_first() else { return Ok(None) };
        self.rest = rest;
        Ok(Some(byte))
    }

    #[inline]
    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        let found = self
            .rest
            .get(..text.len())
            .is_some_and(|next| if case_sensitive { next == text } else { next.eq_ignore_ascii_case(text) });
        if found {
            self.take(text.len());
        }
        Ok(found)
    }

    #[inline]
    fn read_until<'b>(
        &'b mut self,
        needles: &[u8],
        _: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        // Names of attributes are looked for up to many ends, and the first thing after one has begun is the rest of its name.
        if needles.len() > 4 && self.signals.overfull.get() {
            self.skip_attributes();
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        // Only the states of scripts and styles look first for this; within a tag other things come first.
        let len = if self.signals.unwanted.get() && needles.first() == Some(&b'<') {
            self.find_end()
        } else {
            self.find(needles).unwrap_or(self.rest.len())
        };
        Ok(Some(self.take(len.max(1))))
    }
}
