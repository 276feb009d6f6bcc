//! One quotation a line, with what the record says of its article: for tools that want a flat file and keep lists.

use serde::Serialize;

use crate::{Article, Engine, Offsets, Quotation, Record};

/// One line: the fields of the record, with one quotation instead of a list.
#[derive(Serialize)]
pub(crate) struct OneQuotation<'a> {
    schema: &'a str,
    offsets: Offsets,
    engine: &'a Engine<'a>,
    article: &'a Article<'a>,
    quotation: &'a Quotation<'a>,
}

pub(crate) fn quotations<'a>(record: &'a Record<'a>) -> impl Iterator<Item = OneQuotation<'a>> {
    let Record { schema, offsets, engine, article, quotations } = record;
    quotations.iter().map(move |quotation| OneQuotation {
        schema,
        offsets: *offsets,
        engine,
        article,
        quotation,
    })
}
