//! The parts of a pattern.

/// One character, or any number of characters, of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Token {
    One(Class),
    Many(Class),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Any,
    /// The first character of an object name.
    NoSlash,
    /// The characters of a bucket name.
    Bucket,
    Just(char),
}

impl Class {
    pub(super) fn has(self, character: char) -> bool {
        match self {
            Self::Any => true,
            Self::NoSlash => character != '/',
            Self::Bucket => matches!(character, 'a'..='z' | '0'..='9' | '-'),
            Self::Just(only) => only == character,
        }
    }

    pub(super) fn covers(self, other: Self) -> bool {
        match (self, other) {
            (class, Self::Just(character)) => class.has(character),
            (Self::Any, _) | (Self::NoSlash, Self::Bucket) => true,
            _ => self == other,
        }
    }

    pub(super) fn meets(self, other: Self) -> bool {
        match (self, other) {
            (class, Self::Just(character)) | (Self::Just(character), class) => class.has(character),
            _ => true,
        }
    }
}

/// The tokens of a pattern whose wildcards match characters of a class. In a run of wildcards, which
/// matches the same texts in any order, `*` comes last.
pub(super) fn tokens(pattern: &str, class: Class) -> Vec<Token> {
    let mut all = Vec::new();
    let mut any_text = false;
    for character in pattern.chars() {
        match character {
            '*' => any_text = true,
            '?' => all.push(Token::One(class)),
            character => {
                if std::mem::take(&mut any_text) {
                    all.push(Token::Many(class));
                }
                all.push(Token::One(Class::Just(character)));
            }
        }
    }
    all.extend(any_text.then_some(Token::Many(class)));
    all
}
