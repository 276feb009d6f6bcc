//! Markdown: the prose of a file, without its marks, code and markup.

use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::fields::Field;
use crate::json::Fields;

/// The article in a file: paragraphs, headings and lists as paragraphs. What stands in front matter (`title`, `date`, `author`,
/// …) is taken as metadata of the article; else its first heading of the first level is its title.
pub(crate) fn article(source: &str) -> Fields {
    let options =
        Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut fields = Fields::of_page();
    let mut text = String::with_capacity(source.len());
    // Where a title begins in `text`, and how deep we are in parts that are not prose.
    let (mut title_from, mut left_out, mut in_metadata) = (None, 0usize, false);
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle)) => in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
            Event::Text(front) if in_metadata => front_matter(&front, &mut fields),
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. }) => left_out += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image) => left_out -= 1,
            _ if left_out > 0 => {}
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })
                if fields.values[Field::Title as usize].is_none() =>
            {
                new_paragraph(&mut text);
                title_from = Some(text.len());
            }
            Event::End(TagEnd::Heading(_)) if title_from.is_some() => {
                let title = text.split_off(title_from.take().unwrap_or(text.len()));
                fields.values[Field::Title as usize] =
                    Some(title.trim().to_owned()).filter(|t| !t.is_empty());
            }
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::Item
                | Tag::TableRow
                | Tag::BlockQuote(_)
                | Tag::Table(_),
            ) => new_paragraph(&mut text),
            Event::End(TagEnd::Item | TagEnd::Table) => new_paragraph(&mut text),
            Event::End(TagEnd::TableCell) => text.push(' '),
            Event::Text(t) | Event::Code(t) => text.push_str(&t),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    fields.values[Field::Text as usize] = Some(text);
    fields
}

fn new_paragraph(text: &mut String) {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push_str("\n\n");
    }
}

/// The `key: value` lines of front matter; nested values are not looked into.
fn front_matter(front: &str, fields: &mut Fields) {
    for line in front.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'', '[', ']']).trim();
        let field = match key.trim() {
            "id" => Field::Id,
            "title" => Field::Title,
            "date" | "published" => Field::Date,
            "author" | "authors" => Field::Author,
            "publisher" | "site" => Field::Publisher,
            "url" | "canonical_url" => Field::Url,
            "lang" | "language" => Field::Language,
            _ => continue,
        };
        if !value.is_empty() {
            fields.values[field as usize] = Some(value.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_stays_and_marks_go() {
        let mut fields = article(
            "---\ndate: 2025-12-05\nauthor: \"N. N.\"\n---\n# The *bridge*\n\n“It **opens**,” [she](http://x) said\n\
             on Monday.\n\n```\nlet code = \"out\";\n```\n\n<div>out</div>\n\n## Then\n\n- “One,” he said.\n- “Two.”\n\n> “Three.”\n",
        );
        let mut take = |field| fields.take(field);
        assert_eq!(take(Field::Title).as_deref(), Some("The bridge"));
        assert_eq!(take(Field::Date).as_deref(), Some("2025-12-05"));
        assert_eq!(take(Field::Author).as_deref(), Some("N. N."));
        let want = "“It opens,” she said on Monday.\n\nThen\n\n“One,” he said.\n\n“Two.”\n\n“Three.”";
        assert_eq!(take(Field::Text).as_deref(), Some(want));
    }
}
