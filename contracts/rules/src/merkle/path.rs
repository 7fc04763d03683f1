//! Which nodes a proof consists of.

/// A node by its level (a leaf's is 0) and its position on that level.
///
/// It stands for the leaves from `position << level` up to the next node's first, or to the end
/// of the tree if that comes earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) level: u32,
    pub(super) position: u64,
}

impl Node {
    /// The node on `level` over the leaf at `index`.
    pub(super) fn over(index: u64, level: u32) -> Self {
        Self { level, position: index.checked_shr(level).unwrap_or(0) }
    }

    /// The largest node that ends with the last of the first `count` leaves; `None` for zero.
    pub(super) fn last_of(count: u64) -> Option<Self> {
        let last = count.checked_sub(1)?;
        Some(Self::over(last, last.trailing_ones()))
    }

    /// The other half of the node above.
    pub(super) const fn sibling(self) -> Self {
        Self { level: self.level, position: self.position ^ 1 }
    }

    /// Whether all its leaves are among the first `count`.
    pub(super) fn is_full(self, count: u64) -> bool {
        self.position < Self::over(count, self.level).position
    }
}

/// The nodes of the inclusion proof of the leaf at `index` among `count`; `None` if it is not
/// among them.
pub(super) fn inclusion(index: u64, count: u64) -> Option<impl Iterator<Item = Node>> {
    (index < count).then(|| siblings(index, 0, count))
}

/// The nodes of the consistency proof from the first `old_count` leaves to all `count`; `None`
/// if there are no old leaves or more old than new.
pub(super) fn consistency(old_count: u64, count: u64) -> Option<impl Iterator<Item = Node>> {
    if old_count > count {
        return None;
    }
    let last_old = old_count.checked_sub(1)?;
    // Both trees have this node. At position 0 it is the whole old tree, whose root the verifier
    // has. Nothing needs a proof if nothing was added.
    let start = Node::last_of(old_count)?;
    let shown = Some(start).filter(|start| start.position != 0);
    let nodes = shown.into_iter().chain(siblings(last_old, start.level, count));
    Some(nodes.filter(move |_| old_count != count))
}

/// The siblings on the way from the node on `level` over `index` to the root over `count` leaves.
fn siblings(index: u64, level: u32, count: u64) -> impl Iterator<Item = Node> {
    let last_leaf = count.saturating_sub(1);
    (level..u64::BITS)
        .take_while(move |level| Node::over(last_leaf, *level).position != 0)
        .map(move |level| Node::over(index, level).sibling())
        .filter(move |sibling| *sibling <= Node::over(last_leaf, sibling.level))
}
