//! Dictionaries of structured fields (RFC 9651, section 4.2.2), as far as AIPREF needs them:
//! everything is parsed, and of the values only tokens are kept.

use super::DocumentError;
use alloc::collections::BTreeMap;

/// A member of a dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A token, without its parameters.
    Token(&'a str),
    /// Anything else.
    Other,
}

/// The members: of a key that is mentioned twice, the last value holds.
pub(super) fn parse(text: &str) -> Result<BTreeMap<&str, Value<'_>>, DocumentError> {
    let mut input = Input { text, at: 0 };
    let mut members = BTreeMap::new();
    input.skip(" ");
    while input.peek().is_some() {
        let key = input.key()?;
        let value = if input.eat('=') { input.item_or_list()? } else { Value::Other };
        input.parameters()?;
        members.insert(key, value);
        input.skip(" \t");
        if input.peek().is_none() {
            break;
        }
        input.expect(',', "a comma")?;
        input.skip(" \t");
        if input.peek().is_none() {
            return Err(input.error("a key"));
        }
    }
    Ok(members)
}

struct Input<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Input<'a> {
    fn error(&self, expected: &'static str) -> DocumentError {
        DocumentError::Dictionary { at: self.at, expected }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at = self.at.saturating_add(next.len_utf8());
        Some(next)
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.next();
        }
        found
    }

    fn expect(&mut self, wanted: char, name: &'static str) -> Result<(), DocumentError> {
        if self.eat(wanted) { Ok(()) } else { Err(self.error(name)) }
    }

    fn skip(&mut self, what: &str) {
        self.take(|c| what.contains(c));
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = rest.find(|c| !wanted(c)).and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.at = self.at.saturating_add(taken.len());
        taken
    }

    fn key(&mut self) -> Result<&'a str, DocumentError> {
        if !self.peek().is_some_and(|c| c.is_ascii_lowercase() || c == '*') {
            return Err(self.error("a key in lower case"));
        }
        Ok(self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.*".contains(c)))
    }

    fn parameters(&mut self) -> Result<(), DocumentError> {
        while self.eat(';') {
            self.skip(" ");
            self.key()?;
            if self.eat('=') {
                self.bare_item()?;
            }
        }
        Ok(())
    }

    fn item_or_list(&mut self) -> Result<Value<'a>, DocumentError> {
        if !self.eat('(') {
            return self.bare_item();
        }
        loop {
            self.skip(" ");
            if self.eat(')') {
                return Ok(Value::Other);
            }
            self.bare_item()?;
            self.parameters()?;
            if !matches!(self.peek(), Some(' ' | ')')) {
                return Err(self.error("a space or the end of the list"));
            }
        }
    }

    fn bare_item(&mut self) -> Result<Value<'a>, DocumentError> {
        match self.peek() {
            Some(c) if c.is_ascii_alphabetic() || c == '*' => {
                let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c);
                return Ok(Value::Token(self.take(token)));
            }
            Some('"') => self.string()?,
            Some('%') => {
                self.next();
                self.string()?;
            }
            Some(':') => {
                self.next();
                self.take(|c| c.is_ascii_alphanumeric() || "+/=".contains(c));
                self.expect(':', "the colon that ends the bytes")?;
            }
            Some('?') => {
                self.next();
                if !self.eat('0') {
                    self.expect('1', "0 or 1")?;
                }
            }
            Some('@') => {
                self.next();
                self.number()?;
            }
            _ => self.number()?,
        }
        Ok(Value::Other)
    }

    fn string(&mut self) -> Result<(), DocumentError> {
        self.expect('"', "a quotation mark")?;
        loop {
            match self.peek() {
                Some('"') => break,
                Some('\\') => {
                    self.next();
                    if !matches!(self.peek(), Some('"' | '\\')) {
                        return Err(self.error("a quotation mark or a backslash"));
                    }
                }
                Some(' '..='~') => {}
                _ => return Err(self.error("the end of the string")),
            }
            self.next();
        }
        self.next();
        Ok(())
    }

    fn number(&mut self) -> Result<(), DocumentError> {
        self.eat('-');
        let whole = self.take(|c| c.is_ascii_digit());
        let mut fits = (1..=15).contains(&whole.len());
        if self.eat('.') {
            let fraction = self.take(|c| c.is_ascii_digit());
            fits = (1..=12).contains(&whole.len()) && (1..=3).contains(&fraction.len());
        }
        if fits { Ok(()) } else { Err(self.error("a value")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_value_is_parsed() {
        let text = concat!(
            r#"  a=y, b, c=1, d=-1.25, e="x \"y\" \\, z=n", f=:aGk=:, g=?0, h=@165, i=%"f%c3", j=(y n;q=1), "#,
            "k;x=1;y, *l.m-n_0=a/b:c;p=\"\"\t,\tz=n"
        );
        let tokens: alloc::vec::Vec<_> =
            parse(text).unwrap().into_iter().filter(|(_, value)| *value != Value::Other).collect();
        assert_eq!(tokens, [("*l.m-n_0", Value::Token("a/b:c")), ("a", Value::Token("y")), ("z", Value::Token("n"))]);
        assert_eq!(parse(text).unwrap().len(), 13);
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn the_last_value_of_a_key_holds() {
        assert_eq!(parse("a=y, a=n").unwrap(), [("a", Value::Token("n"))].into());
        assert_eq!(parse("a=y, a").unwrap(), [("a", Value::Other)].into());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (text, at, expected) in [
            ("A=y", 0, "a key in lower case"),
            ("a=", 2, "a value"),
            ("a=y,", 4, "a key"),
            ("a=y b=n", 4, "a comma"),
            ("a=\"x", 4, "the end of the string"),
            ("a=\"\\x\"", 4, "a quotation mark or a backslash"),
            ("a=é", 2, "a value"),
            ("a=(y", 4, "a space or the end of the list"),
            ("a=?2", 3, "0 or 1"),
            ("a=:x", 4, "the colon that ends the bytes"),
            ("a=1.", 4, "a value"),
            ("a=1234567890123456", 18, "a value"),
            ("a;=1", 2, "a key in lower case"),
        ] {
            assert_eq!(parse(text), Err(DocumentError::Dictionary { at, expected }), "{text}");
        }
    }
}
