//! Who may move or approve an ERC-721 token (EIP-721), and the interface ids (EIP-165).

use crate::Account;

/// The interface id of ERC-721's metadata extension: `name`, `symbol`, `tokenURI`.
pub const ERC721_METADATA: [u8; 4] = [0x5b, 0x5e, 0x13, 0x9f];

/// What licences implement besides: EIP-2981 (royalties), EIP-4906 (metadata updates), EIP-5192
/// (tokens that can't be transferred).
pub const LICENCE: [[u8; 4]; 3] = [[0x2a, 0x55, 0x20, 0x5a], [0x49, 0x06, 0x49, 0x06], [0xb4, 0x5a, 0x3c, 0x0e]];

/// EIP-165, `supportsInterface(bytes4)`.
pub const ERC165: [u8; 4] = [0x01, 0xff, 0xc9, 0xa7];
/// EIP-721.
pub const ERC721: [u8; 4] = [0x80, 0xac, 0x58, 0xcd];
/// What a receiver of a safe transfer answers:
/// `onERC721Received(address,address,uint256,bytes)`.
pub const RECEIVED: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

/// Whether `caller` may transfer a token of `owner` that `approved` is approved for;
/// `operator` says whether the owner made the caller an operator.
pub fn may_transfer(caller: &Account, owner: &Account, approved: &Account, operator: bool) -> bool {
    caller == owner || operator || (caller == approved && *approved != [0; 20])
}

/// Whether `caller` may approve someone for a token of `owner`.
pub fn may_approve(caller: &Account, owner: &Account, operator: bool) -> bool {
    caller == owner || operator
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Account = [1; 20];
    const OTHER: Account = [2; 20];
    const NOBODY: Account = [0; 20];

    #[test]
    fn l3_owner_approved_and_operator_may_transfer() {
        assert!(may_transfer(&OWNER, &OWNER, &NOBODY, false));
        assert!(may_transfer(&OTHER, &OWNER, &OTHER, false));
        assert!(may_transfer(&OTHER, &OWNER, &NOBODY, true));
        assert!(!may_transfer(&OTHER, &OWNER, &NOBODY, false));
        assert!(!may_transfer(&NOBODY, &OWNER, &NOBODY, false), "no approval is not an approval of zero");
    }

    #[test]
    fn l4_only_owner_and_operator_may_approve() {
        assert!(may_approve(&OWNER, &OWNER, false));
        assert!(may_approve(&OTHER, &OWNER, true));
        assert!(!may_approve(&OTHER, &OWNER, false));
    }
}
