//! The way up from a record to all its ancestors, page by page and without state.
//!
//! The links are walked depth first, each before those of its parent's own parents. Where a
//! page begins is said by a *path*: the position of a parent among the parents of the record,
//! the position of one among the parents of that parent, and so on. An ancestor that several
//! records derive from comes once for each path that leads to it.

use crate::{
    Bytes32,
    limits::{MAX_ANCESTRY, MAX_ASKED, MAX_PAGE},
    parents::Parent,
};
use alloc::vec::Vec;

/// A link on the way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ancestor {
    /// The record that derives from the parent.
    pub child: Bytes32,
    /// The parent.
    pub parent: Bytes32,
    /// The parent's part of the child's gross income, in basis points.
    pub share: u16,
    /// The licence that allowed the derivation; 0 where the link is only declared.
    pub licence: u64,
    /// How many links lead from the record asked about to the parent, this one included.
    pub depth: u8,
}

/// A part of the walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The links, at most as many as asked for.
    pub links: Vec<Ancestor>,
    /// The path of the first link after them; empty where there is none.
    pub next: Vec<u8>,
}

/// What is wrong with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    /// A page has 1 to [`MAX_PAGE`] links, and not this many.
    Size(u16),
    /// No link is at this path, or it is longer than [`MAX_ANCESTRY`].
    Path,
}

/// The links of one record that are being walked over.
struct Level {
    /// Which of the lists that are known.
    list: usize,
    /// The position of the link that comes next.
    next: usize,
}

/// Walks over the links above `record`, from the path `cursor` on (empty: from the first).
///
/// The walk goes [`MAX_ANCESTRY`] links deep: whoever gets one of that depth asks for the
/// ancestors of its parent. `parents_of` is asked once for each record; a page ends with the
/// [`MAX_ASKED`]th, even where it has fewer links than `limit`. It has one at least, unless
/// there is none.
///
/// # Errors
/// [`PageError`]; whatever `parents_of` says.
pub fn page<E: From<PageError>>(
    record: &Bytes32,
    cursor: &[u8],
    limit: u16,
    parents_of: impl FnMut(&Bytes32) -> Result<Vec<Parent>, E>,
) -> Result<Page, E> {
    if limit == 0 || limit > MAX_PAGE {
        return Err(PageError::Size(limit).into());
    }
    if cursor.len() > MAX_ANCESTRY {
        return Err(PageError::Path.into());
    }
    let mut walk = Walk { known: Vec::new(), levels: Vec::new(), parents_of };
    walk.enter(record)?;
    for (depth, position) in cursor.iter().enumerate() {
        if depth > 0 {
            // The link of the step before leads here.
            let (_, link) = walk.take().ok_or(PageError::Path)?;
            walk.enter(&link.record)?;
        }
        walk.stand_at((*position).into()).ok_or(PageError::Path)?;
    }
    let mut links = Vec::new();
    while walk.ascend() && links.len() < limit.into() && walk.known.len() < MAX_ASKED {
        let depth = walk.levels.len();
        let Some((child, Parent { record: parent, share, licence })) = walk.take() else { break };
        links.push(Ancestor { child, parent, share, licence, depth: depth as u8 });
        if depth < MAX_ANCESTRY {
            walk.enter(&parent)?;
        }
    }
    Ok(Page { links, next: walk.path() })
}

struct Walk<F> {
    /// The records met so far with their parents.
    known: Vec<(Bytes32, Vec<Parent>)>,
    /// From the record asked about upwards. All but the last have taken the link to the next.
    levels: Vec<Level>,
    parents_of: F,
}

impl<F> Walk<F> {
    /// Goes up to the links of a record.
    fn enter<E>(&mut self, record: &Bytes32) -> Result<(), E>
    where
        F: FnMut(&Bytes32) -> Result<Vec<Parent>, E>,
    {
        let list = match self.known.iter().position(|(known, _)| known == record) {
            Some(list) => list,
            None => {
                let parents = (self.parents_of)(record)?;
                self.known.push((*record, parents));
                self.known.len().saturating_sub(1)
            }
        };
        self.levels.push(Level { list, next: 0 });
        Ok(())
    }

    /// The record at the top and its link that comes next.
    fn peek(&self) -> Option<(Bytes32, Parent)> {
        let Level { list, next } = self.levels.last()?;
        let (record, parents) = self.known.get(*list)?;
        parents.get(*next).map(|link| (*record, *link))
    }

    /// The same, and passes it.
    fn take(&mut self) -> Option<(Bytes32, Parent)> {
        let link = self.peek()?;
        let level = self.levels.last_mut()?;
        level.next = level.next.saturating_add(1);
        Some(link)
    }

    /// Stands at a position of the links at the top; `None` where there is no such link.
    fn stand_at(&mut self, position: usize) -> Option<()> {
        self.levels.last_mut()?.next = position;
        self.peek().map(|_| ())
    }

    /// Leaves what has no link left. Says whether any is.
    fn ascend(&mut self) -> bool {
        while !self.levels.is_empty() && self.peek().is_none() {
            self.levels.pop();
        }
        !self.levels.is_empty()
    }

    /// The path of the link that comes next; empty where there is none.
    fn path(&self) -> Vec<u8> {
        let mut path: Vec<u8> = self.levels.iter().map(|level| level.next.saturating_sub(1) as u8).collect();
        if let (Some(last), Some(level)) = (path.last_mut(), self.levels.last()) {
            *last = level.next as u8;
        }
        path
    }
}

#[cfg(test)]
mod tests;
