//! The contracts' interfaces as Solidity, written by hand.
//!
//! They are not generated from the contracts: alloy computes selectors, topics and
//! encodings from what stands here, so whoever calls through them checks the contracts
//! against an implementation that is not ink!'s.
#![allow(missing_docs, clippy::too_many_arguments)]

use alloy_sol_types::sol;

sol! {
    /// EIP-721 with EIP-165 and the errors of ERC-6093.
    #[derive(Debug, PartialEq, Eq)]
    interface ERC721 {
        event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
        event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
        event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

        error ERC721InvalidOwner(address owner);
        error ERC721NonexistentToken(uint256 tokenId);
        error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
        error ERC721InvalidReceiver(address receiver);
        error ERC721InsufficientApproval(address operator, uint256 tokenId);
        error ERC721InvalidApprover(address approver);
        error ERC721InvalidOperator(address operator);

        function balanceOf(address owner) external view returns (uint256);
        function ownerOf(uint256 tokenId) external view returns (address);
        function getApproved(uint256 tokenId) external view returns (address);
        function isApprovedForAll(address owner, address operator) external view returns (bool);
        function approve(address approved, uint256 tokenId) external;
        function setApprovalForAll(address operator, bool approved) external;
        function transferFrom(address from, address to, uint256 tokenId) external;
        function safeTransferFrom(address from, address to, uint256 tokenId) external;
        function safeTransferFrom(address from, address to, uint256 tokenId, bytes data) external;
        function supportsInterface(bytes4 interfaceId) external view returns (bool);
        /// Records: the registry's number of records. Licences: the number of licences; ids run from 1 to it.
        function totalSupply() external view returns (uint256);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface ProvenanceRegistry {
        /// A parent and its part of the child's gross income, in basis points.
        struct Parent { uint256 record; uint16 share; }
        /// `owner` is zero where the digest has no record.
        struct Record {
            address owner; uint32 epoch; uint32 generation; uint8 kind; uint64 units; uint8 origin;
            bytes32 metadata; uint8 parents; uint16 parentsShare; uint64 registeredAt; uint64 priority; bool provisional;
        }
        struct SaleFacts { address owner; uint32 epoch; uint32 generation; uint64 units; uint16 parentsShare; bool provisional; }
        struct Lineage { uint32 generation; uint8 position; uint16 share; address parentOwner; uint32 parentGeneration; uint16 parentParentsShare; }

        event Bound(address licenceToken, bytes32 licenceTokenCode);
        event Committed(bytes32 indexed commitment, uint64 at);
        event Registered(
            uint256 indexed record, address indexed owner, uint32 generation, uint8 kind, uint64 units, uint8 origin,
            bytes32 metadata, string uri, Parent[] parents, uint64 priority, bool committed
        );

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error NotBound();
        error AlreadyBound();
        error NotDeployer();
        error WrongCode(address account);
        error CommitmentMissing();
        error CommitmentTooYoung();
        error CommitmentExpired();
        error RecordExists(uint256 record);
        error RecordProvisional(uint256 record);
        error DigestZero();
        error KindUnknown(uint8 kind);
        error OriginUnknown(uint8 origin);
        error UnitsZero();
        error UriTooLong();
        error UriInvalid();
        error TooManyParents();
        error ParentUnknown(uint256 record);
        error ParentProvisional(uint256 record);
        error ParentRepeated(uint256 record);
        error ParentSharesTooHigh();
        error PushFailed();

        function bind(address licenceToken, bytes32 licenceTokenCode) external;
        /// keccak256("provenance-registry/commitment/1" ++ word(registry) ++ word(caller) ++ calldata of `register`)
        function commit(bytes32 commitment) external;
        /// salt 0: no commitment, provisional for an hour; else the reveal of a commitment to exactly this calldata.
        function register(
            uint256 record, address owner, uint8 kind, uint64 units, uint8 origin, bytes32 metadata, string uri,
            Parent[] parents, bytes32 salt
        ) external;
        function record(uint256 record) external view returns (Record memory);
        function parents(uint256 record) external view returns (Parent[] memory);
        function saleFacts(uint256 record) external view returns (SaleFacts memory);
        function lineage(uint256 child, uint256 parent) external view returns (Lineage memory);
        function tokenURI(uint256 tokenId) external view returns (string memory);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface TermsBook {
        /// `uses` is zero where there are no terms of that id.
        struct Terms { uint16 uses; uint8 users; bool perpetual; uint64 duration; bool transferable; bool attribution; bytes32 document; }

        event TermsPublished(
            bytes32 indexed terms, uint16 uses, uint8 users, bool perpetual, uint64 duration, bool transferable,
            bool attribution, bytes32 document, string uri
        );

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error UsesInvalid(uint16 uses);
        error UsersInvalid(uint8 users);
        error DurationInvalid(bool perpetual, uint64 duration);
        error UriTooLong();
        error UriInvalid();

        /// Publishing the same terms again gives the same id and no event.
        function publishTerms(
            uint16 uses, uint8 users, bool perpetual, uint64 duration, bool transferable, bool attribution,
            bytes32 document, string uri
        ) external returns (bytes32 terms);
        function terms(bytes32 terms) external view returns (Terms memory);
        function termsURI(bytes32 terms) external view returns (string memory);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface LicenceToken {
        /// `record` is zero where there is no offer of that number.
        struct Offer {
            uint256 record; bytes32 terms; uint128 unitPrice; uint8 unit; uint32 supply; uint32 sold; uint64 opens;
            uint64 closes; address buyer; uint32 epoch; bool closed;
        }
        /// `record` is zero where there is no licence of that id.
        struct Licence {
            uint256 record; uint32 generation; bytes32 terms; uint64 offer; uint128 price; uint64 start; bool perpetual;
            uint64 expiry; uint64 acquiredAt; uint16 uses; uint8 users; bool transferable;
        }
        struct SaleState {
            address owner; uint32 epoch; uint32 generation; uint64 units; uint16 parentsShare; uint32 version;
            uint32 nextVersion; uint64 appliesAt;
        }
        /// `reason` is 0 where the offer sells (see `rules::offer::Refusal`); `total` in EVM units.
        struct Quote { uint8 reason; uint128 total; }

        event Bound(
            address registry, bytes32 registryCode, address splitter, bytes32 splitterCode, address termsBook,
            bytes32 termsBookCode
        );
        event OfferCreated(
            uint64 indexed offer, uint256 indexed record, bytes32 indexed terms, uint128 unitPrice, uint8 unit,
            uint32 supply, uint64 opens, uint64 closes, address buyer, uint32 epoch
        );
        event OfferClosed(uint64 indexed offer);
        /// `direct`: the price went straight to the record's owner; otherwise to the splitter, into the ledger of
        /// `version` (0: the owner's).
        event Purchased(
            uint256 indexed licence, uint256 indexed record, bytes32 indexed buyerReference, uint64 offer,
            address buyer, address licensee, uint128 price, uint64 start, bool perpetual, uint64 expiry,
            uint32 version, bool direct
        );

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error NotBound();
        error AlreadyBound();
        error NotDeployer();
        error WrongCode(address account);
        error NotRegistry(address caller);
        error NotSplitter(address caller);
        error RecordUnknown(uint256 record);
        error RecordProvisional(uint256 record);
        error NotOwner(address caller);
        error TermsUnknown(bytes32 terms);
        error PriceUnitUnknown(uint8 unit);
        error PriceTooHigh();
        error WindowInvalid();
        error OfferUnknown(uint64 offer);
        error OfferAlreadyClosed(uint64 offer);
        error OfferRefused(uint64 offer, uint8 reason);
        error TotalAboveMax(uint128 total, uint128 maxTotal);
        error WrongValue(uint256 value, uint128 total);
        error LicenceNotTransferable(uint256 licence);
        error ExpiryOverflow();
        error CallFailed(address callee);

        function bind(
            address registry, bytes32 registryCode, address splitter, bytes32 splitterCode, address termsBook,
            bytes32 termsBookCode
        ) external;
        /// unit: 0 flat, 1 per unit of the record. supply 0: any number. closes 0: never. buyer 0: anyone.
        function createOffer(
            uint256 record, bytes32 terms, uint128 unitPrice, uint8 unit, uint32 supply, uint64 opens, uint64 closes,
            address buyer
        ) external returns (uint64 offer);
        function closeOffer(uint64 offer) external;
        function quote(uint64 offer, address buyer) external view returns (Quote memory);
        function purchase(uint64 offer, uint128 maxTotal, address recipient, bytes32 buyerReference)
            external payable returns (uint256 licence);
        /// 0: covered; else the reason why not (see `rules::licence::Coverage`).
        function covers(uint256 licence, uint256 record, address account, uint8 user, uint16 uses, uint64 at)
            external view returns (uint8);
        function offer(uint64 offer) external view returns (Offer memory);
        function licence(uint256 licence) external view returns (Licence memory);
        function saleState(uint256 record) external view returns (SaleState memory);
        /// Offers made so far: their numbers run from 1 to it.
        function offers() external view returns (uint64);
        function pushOwner(uint256 record, address owner, uint32 epoch) external;
        function pushSplit(uint256 record, uint32 version, uint32 nextVersion, uint64 appliesAt) external;
    }

    #[derive(Debug, PartialEq, Eq)]
    interface RoyaltySplitter {
        /// A payee and its part of what is left after the parents, in basis points.
        struct Payee { address account; uint16 share; }
        struct Versions { uint32 current; uint32 next; uint64 appliesAt; }
        /// All in EVM units. `due` = `earned` - `released`.
        struct Account { uint128 received; uint128 earned; uint128 released; uint128 due; }

        event Bound(address registry, bytes32 registryCode, address licenceToken, bytes32 licenceTokenCode);
        event SplitAnnounced(uint256 indexed record, uint32 generation, uint32 version, uint64 appliesAt, Payee[] payees);
        /// `owner` is the payee under version 0, zero otherwise.
        event Deposited(
            uint256 indexed record, uint32 generation, uint32 version, address owner, uint16 parentsShare, uint128 amount
        );
        event Released(uint256 indexed record, address indexed payee, uint32 generation, uint32 version, uint128 amount);
        event Settled(uint256 indexed child, uint256 indexed parent, uint32 childGeneration, uint128 amount);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error NotBound();
        error AlreadyBound();
        error NotDeployer();
        error WrongCode(address account);
        error NotLicenceToken(address caller);
        error NotOwner(address caller);
        error RecordUnknown(uint256 record);
        error RecordProvisional(uint256 record);
        error PayeeCount();
        error PayeeInvalid(address account);
        error PayeeRepeated(address account);
        error ShareZero(address account);
        error SharesNotWhole(uint32 sum);
        error VersionsUsedUp();
        error LedgerFull();
        error NotPayee(address account);
        error NothingDue();
        error NotParent(uint256 child, uint256 parent);
        error PaymentFailed(address account);
        error CallFailed(address callee);

        function bind(address registry, bytes32 registryCode, address licenceToken, bytes32 licenceTokenCode) external;
        function setSplit(uint256 record, Payee[] payees) external returns (uint32 version);
        /// Called by the licence token with a sale's money.
        function deposit(
            uint256 record, uint32 generation, uint32 version, address owner, uint16 parentsShare, bool payOut,
            address buyer
        ) external payable;
        /// Pays an account what it is due from one ledger; anyone may call. version 0: the ledger of the owner `payee`.
        function release(uint256 record, uint32 generation, uint32 version, address payee)
            external returns (uint128 amount);
        /// Moves a parent's part of a child's income to the parent's own ledger and pays it out; anyone may call.
        function settle(uint256 child, uint256 parent) external returns (uint128 amount);
        function versions(uint256 record, uint32 generation) external view returns (Versions memory);
        function payees(uint256 record, uint32 generation, uint32 version) external view returns (Payee[] memory);
        function account(uint256 record, uint32 generation, uint32 version, address payee)
            external view returns (Account memory);
        /// What a parent has earned from a child, has been settled of it, and is due (received: the child's gross).
        function parentAccount(uint256 child, uint256 parent) external view returns (Account memory);
        /// The sum of all that the ledgers still owe, in EVM units.
        function owed() external view returns (uint128);
    }
}
