//! Parses objects: numbers, names, arrays, dictionaries and streams (ISO 32000-1, 7.3).

use super::lexer::{Lexer, Token};
use lopdf::{Dictionary, Object, ObjectId, Stream};

/// How deep arrays and dictionaries may be nested. Parsing does not recurse, so this limits memory only.
const MAX_DEPTH: usize = 100;

/// An array or dictionary that is not closed yet.
struct OpenContainer {
    is_dictionary: bool,
    items: Vec<Object>,
}

/// Parses the next object. Returns `None` if it does not conform to the standard.
pub(crate) fn next(lexer: &mut Lexer) -> Option<Object> {
    let mut open: Vec<OpenContainer> = Vec::new();
    for token in lexer {
        let value = match token {
            Token::Bracket(bracket @ ("[" | "<<")) => {
                if open.len() == MAX_DEPTH {
                    return None;
                }
                open.push(OpenContainer { is_dictionary: bracket == "<<", items: Vec::new() });
                continue;
            }
            Token::Bracket(bracket) => {
                let closed = open.pop().filter(|open| open.is_dictionary == (bracket == ">>"))?;
                if closed.is_dictionary { dictionary(closed.items)? } else { Object::Array(closed.items) }
            }
            Token::Operator(b"R") => reference(&mut open.last_mut()?.items)?,
            Token::Operator(b"true") => Object::Boolean(true),
            Token::Operator(b"false") => Object::Boolean(false),
            Token::Operator(b"null") => Object::Null,
            Token::Operator(_) => return None,
            Token::Number(number) => self::number(number),
            Token::Name(name) => Object::Name(name.into_owned()),
            Token::Text(text) => Object::string_literal(text),
        };
        match open.last_mut() {
            Some(open) => open.items.push(value),
            None => return Some(value),
        }
    }
    None
}

/// Parses the indirect object at the start of `bytes`, `number generation obj …`, and returns how many bytes it takes. `length`
/// returns the length of a stream by reference.
pub(crate) fn indirect(
    bytes: &[u8],
    id: ObjectId,
    length: impl FnOnce(ObjectId) -> Option<usize>,
) -> Option<(Object, usize)> {
    let mut lexer = Lexer::of(bytes);
    let [number, generation] = [next_number(&mut lexer)?, next_number(&mut lexer)?];
    if (number, generation) != (i64::from(id.0), i64::from(id.1)) || lexer.next()? != Token::Operator(b"obj") {
        return None;
    }
    let value = next(&mut lexer)?;
    let taken = bytes.len() - lexer.rest().len();
    let Object::Dictionary(dictionary) = value else { return Some((value, taken)) };
    let Some(rest) = lexer.rest().trim_ascii_start().strip_prefix(b"stream") else {
        return Some((Object::Dictionary(dictionary), taken));
    };
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    let length = match dictionary.get(b"Length").ok()? {
        Object::Reference(id) => length(*id)?,
        other => usize::try_from(other.as_i64().ok()?).ok()?,
    };
    let (content, after) = rest.split_at_checked(length)?;
    if !after.trim_ascii_start().starts_with(b"endstream") {
        return None;
    }
    Some((Object::Stream(Stream::new(dictionary, content.to_vec())), bytes.len() - after.len()))
}

fn next_number(lexer: &mut Lexer) -> Option<i64> {
    number(lexer.next()?.number()?).as_i64().ok()
}

fn dictionary(items: Vec<Object>) -> Option<Object> {
    if !items.len().is_multiple_of(2) {
        return None;
    }
    let mut dictionary = Dictionary::new();
    let mut items = items.into_iter();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        let Object::Name(key) = key else { return None };
        dictionary.set(key, value);
    }
    Some(Object::Dictionary(dictionary))
}

/// Replaces the two numbers before an `R` by a reference.
fn reference(items: &mut Vec<Object>) -> Option<Object> {
    let (generation, number) = (items.pop()?.as_i64().ok()?, items.pop()?.as_i64().ok()?);
    Some(Object::Reference((u32::try_from(number).ok()?, u16::try_from(generation).ok()?)))
}

#[expect(clippy::cast_possible_truncation, reason = "no length in a PDF exceeds 2^53 or needs more precision")]
fn number(number: f64) -> Object {
    if number.fract() == 0.0 { Object::Integer(number as i64) } else { Object::Real(number as f32) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Object> {
        next(&mut Lexer::of(text.as_bytes()))
    }

    #[test]
    fn containers_are_nested() {
        let value = read("<</Kids[1 0 R 2 0 R]/Count 2/Box[0 0 .5]/Of<</Is true>>/Name(a\\)b)>>").unwrap();
        let dictionary = value.as_dict().unwrap();
        let kids = dictionary.get(b"Kids").unwrap().as_array().unwrap();
        assert_eq!(kids, &[Object::Reference((1, 0)), Object::Reference((2, 0))]);
        assert_eq!(dictionary.get(b"Box").unwrap().as_array().unwrap()[2], Object::Real(0.5));
        assert!(dictionary.get(b"Of").unwrap().as_dict().unwrap().get(b"Is").unwrap().as_bool().unwrap());
        assert_eq!(dictionary.get(b"Name").unwrap().as_str().unwrap(), b"a)b");
    }

    #[test]
    fn unclosed_and_too_deep_objects_are_refused() {
        assert!(read("[1 2").is_none());
        assert!(read("<</A 1]").is_none());
        assert!(read("<</A>>").is_none());
        assert!(read("[R]").is_none());
        assert!(read(&"[".repeat(1_000_000)).is_none());
        assert!(read(&format!("{}{}", "[".repeat(90), "]".repeat(90))).is_some());
    }

    #[test]
    fn a_stream_has_its_declared_length() {
        let file =
            |length: &str| format!("4 0 obj\n<</Length {length}>>\nstream\nwords\nendstream endobj").into_bytes();
        let read = |length: &str| indirect(&file(length), (4, 0), |id| (id == (9, 0)).then_some(5));
        for length in ["5", "9 0 R"] {
            let (value, _) = read(length).unwrap();
            assert_eq!(value.as_stream().unwrap().content, b"words");
        }
        assert!(read("4").is_none() && read("500").is_none() && read("8 0 R").is_none());
        assert!(indirect(&file("5"), (5, 0), |_| None).is_none());
    }
}
