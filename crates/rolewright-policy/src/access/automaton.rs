//! Patterns as automata: all patterns of a group share one tree, and texts are explored for all
//! groups at once.

/// The characters that one step accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Any,
    Only(char),
    /// Any character but these.
    Not(&'static [char]),
}

impl Class {
    fn has(self, symbol: char) -> bool {
        match self {
            Self::Any => true,
            Self::Only(one) => one == symbol,
            Self::Not(these) => !these.contains(&symbol),
        }
    }
}

/// A step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    One(Class),
    /// Any number of characters, including none.
    Many(Class),
}

/// The steps of a pattern with `*` and `?`.
pub(super) fn tokens(pattern: &str) -> Vec<Token> {
    let token = |c| match c {
        '*' => Token::Many(Class::Any),
        '?' => Token::One(Class::Any),
        c => Token::One(Class::Only(c)),
    };
    let mut tokens: Vec<_> = pattern.chars().map(token).collect();
    tokens.dedup_by(|a, b| a == b && matches!(a, Token::Many(_)));
    tokens
}

/// At least one character of the class.
pub(super) fn some(class: Class) -> [Token; 2] {
    [Token::One(class), Token::Many(class)]
}

#[derive(Debug)]
struct Node {
    group: usize,
    /// Entered by a `Many`, so that further characters of its class stay here.
    stays: Option<Class>,
    one: Vec<(Class, usize)>,
    many: Vec<(Class, usize)>,
    accepts: bool,
}

/// The patterns of all groups.
#[derive(Debug, Default)]
pub(super) struct Automaton {
    nodes: Vec<Node>,
    /// The start of each group.
    starts: Vec<usize>,
    /// For each group, the node that accepts every further text, if it has one.
    full: Vec<Option<usize>>,
}

/// Nodes in ascending order: all that the patterns can still match.
pub(super) type State = Vec<usize>;

impl Automaton {
    /// Adds an empty group and returns its number.
    pub(super) fn group(&mut self) -> usize {
        let group = self.starts.len();
        let start = self.node(group, None);
        self.starts.push(start);
        self.full.push(None);
        group
    }

    /// Adds a pattern to a group.
    pub(super) fn add(&mut self, group: usize, pattern: &[Token]) {
        let Some(mut at) = self.starts.get(group).copied() else {
            return;
        };
        for token in pattern {
            let next = self.nodes.get(at).and_then(|node| {
                let (edges, class) = match token {
                    Token::One(class) => (&node.one, class),
                    Token::Many(class) => (&node.many, class),
                };
                edges.iter().find(|(known, _)| known == class)
            });
            at = match (next, token) {
                (Some((_, next)), _) => *next,
                (None, Token::One(class)) => {
                    let next = self.node(group, None);
                    if let Some(node) = self.nodes.get_mut(at) {
                        node.one.push((*class, next));
                    }
                    next
                }
                (None, Token::Many(class)) => {
                    let next = self.node(group, Some(*class));
                    if let Some(node) = self.nodes.get_mut(at) {
                        node.many.push((*class, next));
                    }
                    next
                }
            };
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.accepts = true;
            if let (Some(Class::Any), Some(full)) = (node.stays, self.full.get_mut(group)) {
                full.get_or_insert(at);
            }
        }
    }

    fn node(&mut self, group: usize, stays: Option<Class>) -> usize {
        self.nodes.push(Node {
            group,
            stays,
            one: Vec::new(),
            many: Vec::new(),
            accepts: false,
        });
        self.nodes.len() - 1
    }

    /// The state before the first character of these groups.
    pub(super) fn start(&self, groups: impl IntoIterator<Item = usize>) -> State {
        let starts = groups.into_iter();
        let starts = starts.filter_map(|group| self.starts.get(group).copied());
        self.closed(starts.collect())
    }

    /// The state after one more character.
    pub(super) fn step(&self, state: &[usize], symbol: char) -> State {
        let mut next = Vec::new();
        for at in state {
            let Some(node) = self.nodes.get(*at) else {
                continue;
            };
            if node.stays.is_some_and(|class| class.has(symbol)) {
                next.push(*at);
            }
            let one = node.one.iter().filter(|(class, _)| class.has(symbol));
            next.extend(one.map(|(_, to)| *to));
        }
        self.closed(next)
    }

    /// Adds what is reached without a character. A group that accepts every further text needs no
    /// other node.
    fn closed(&self, mut state: State) -> State {
        let mut index = 0;
        while let Some(node) = state.get(index).and_then(|at| self.nodes.get(*at)) {
            state.extend(node.many.iter().map(|(_, to)| *to));
            index += 1;
        }
        state.sort_unstable();
        state.dedup();
        let full: Vec<_> = self.full_groups(&state).collect();
        for group in &full {
            state.retain(|at| self.group_of(*at) != *group);
        }
        state.extend(full.iter().filter_map(|group| *self.full.get(*group)?));
        state.sort_unstable();
        state
    }

    /// The groups of which every continuation matches.
    pub(super) fn full_groups(&self, state: &[usize]) -> impl Iterator<Item = usize> {
        let full = state.iter().filter_map(|at| {
            let node = self.nodes.get(*at)?;
            (node.accepts && node.stays == Some(Class::Any)).then_some(node.group)
        });
        full.collect::<std::collections::BTreeSet<_>>().into_iter()
    }

    /// The groups of which a pattern matches the text so far, in ascending order.
    pub(super) fn accepted(&self, state: &[usize]) -> Vec<usize> {
        let nodes = state.iter().filter_map(|at| self.nodes.get(*at));
        let mut groups: Vec<_> = nodes
            .filter(|node| node.accepts)
            .map(|node| node.group)
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    pub(super) fn group_of(&self, at: usize) -> usize {
        self.nodes.get(at).map_or(usize::MAX, |node| node.group)
    }

    /// The characters that the patterns tell apart in this state, and one for all others.
    pub(super) fn symbols(&self, state: &[usize], other: char) -> Vec<char> {
        let mut symbols = vec![other];
        for node in state.iter().filter_map(|at| self.nodes.get(*at)) {
            let steps = node.one.iter().map(|(class, _)| *class);
            for class in steps.chain(node.stays) {
                match class {
                    Class::Any => {}
                    Class::Only(one) => symbols.push(one),
                    Class::Not(these) => symbols.extend(these),
                }
            }
        }
        symbols.sort_unstable();
        symbols.dedup();
        // The most general text first.
        symbols.sort_by_key(|symbol| *symbol != other);
        symbols
    }
}
