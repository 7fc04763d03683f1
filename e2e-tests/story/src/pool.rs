//! The contributors of the works as the leaves of one pool, each weighted by how many works are
//! theirs.

use crate::catalogue::{Hash, keccak};
use chain::H160;
use rules::{merkle::Tree, pool::Share};

/// The owners of works, in the order in which each comes first, weighted by how many are theirs.
pub fn contributors(owners: impl IntoIterator<Item = H160>) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    for owner in owners {
        match shares.iter_mut().find(|share| share.account == owner.0) {
            Some(share) => share.weight = share.weight.saturating_add(1),
            None => shares.push(Share { account: owner.0, weight: 1 }),
        }
    }
    shares
}

/// The tree over contributors.
pub fn tree(shares: &[Share]) -> Tree<Hash> {
    let mut tree: Tree<Hash> = Tree::new(keccak);
    for share in shares {
        tree.push(&share.to_bytes());
    }
    tree
}

/// The sum of the weights.
pub fn weight(shares: &[Share]) -> u64 {
    shares.iter().fold(0, |sum, share| sum.saturating_add(share.weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_one_place_and_a_weight_for_each_work() {
        let [ada, ben] = [H160([1; 20]), H160([2; 20])];
        let shares = contributors([ada, ben, ada, ada]);
        assert_eq!(shares, [Share { account: ada.0, weight: 3 }, Share { account: ben.0, weight: 1 }]);
        assert_eq!(weight(&shares), 4);
        let (root, proof) = (tree(&shares).root(), tree(&shares).inclusion_proof(1));
        assert!(shares[1].is_in(&keccak, &root.unwrap_or_default(), 2, 1, &proof.unwrap_or_default()));
        assert_eq!(contributors([]), []);
    }
}
