//! The contracts' interfaces as Solidity, written by hand.
//!
//! They are not generated from the contracts: alloy computes selectors, topics and
//! encodings from what stands here, so whoever calls through them checks the contracts
//! against an implementation that is not ink!'s.
#![allow(missing_docs, clippy::too_many_arguments)]

use alloy_sol_types::sol;

sol! {
    // Also as the ABI that wallets read: the names of what the built one leaves nameless.
    #![sol(abi)]

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
        /// `licence` is zero where the link is only declared.
        struct Parent { uint256 record; uint16 share; uint256 licence; }
        /// `owner` is zero where the digest has no record. `withdrawnFrom` is zero where it is not withdrawn;
        /// `standing`: see `rules::standing::Standing`.
        struct SaleFacts {
            address owner; uint32 epoch; uint32 generation; uint64 units; uint16 parentsShare; uint64 withdrawnFrom;
            uint8 standing; bool provisional;
        }
        /// `deputy`: the manager; of a struck record, who may register the digest anew.
        struct Description {
            uint8 kind; uint8 origin; uint8 parents; bool committed; uint64 registeredAt; uint64 priority;
            bytes32 metadata; uint256 catalogue; address deputy;
        }
        struct Record { SaleFacts facts; Description description; }
        /// When the commitment that counts was made; block zero where there is none.
        struct Made { uint64 at; uint32 block; }
        /// `childOwner` is zero where there is no such link; the rest is of the parent.
        struct Lineage {
            uint8 position; uint16 share; address childOwner; address owner; uint32 epoch; uint32 generation;
            uint64 units; uint16 parentsShare; uint64 withdrawnFrom; uint8 standing;
        }

        event Bound(
            address licenceToken, bytes32 licenceTokenCode, address catalogues, bytes32 cataloguesCode,
            address reservations, bytes32 reservationsCode, address arbitration, bytes32 arbitrationCode
        );
        event Committed(bytes32 indexed commitment, address indexed registrant, uint64 at);
        event Registered(
            uint256 indexed record, address indexed owner, uint32 generation, uint8 kind, uint64 units, uint8 origin,
            bytes32 metadata, string uri, Parent[] parents, uint64 priority, bool committed, uint256 catalogue
        );
        /// ERC-7053.
        event Commit(address indexed recorder, string indexed assetCid, string commitData);
        event StandingChanged(uint256 indexed record, uint8 change, address account, uint64 at);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error NotBound();
        error AlreadyBound();
        error NotDeployer();
        error WrongCode(address account);
        error CommitmentMissing();
        error CommitmentTooYoung();
        error CommitmentExpired();
        error TooManyCommitments();
        error NotModule(address caller);
        error WorkRefused(uint32 position, bytes4 error);
        error RecordExists(uint256 record);
        error RecordProvisional(uint256 record);
        error RecordStruck(uint256 record);
        error ChangeUnknown(uint8 change);
        error DigestZero();
        error KindUnknown(uint8 kind);
        error OriginUnknown(uint8 origin);
        error UnitsZero();
        error UriTooLong();
        error UriInvalid();
        error TooManyParents();
        error ParentUnknown(uint256 record);
        error ParentProvisional(uint256 record);
        error ParentStruck(uint256 record);
        error LicenceInvalid(uint64 licence, uint8 reason);
        error ShareBelowLicence(uint64 licence, uint16 least);
        error ParentRepeated(uint256 record);
        error ParentSharesTooHigh();
        error PushFailed();

        function bind(
            address licenceToken, bytes32 licenceTokenCode, address catalogues, bytes32 cataloguesCode,
            address reservations, bytes32 reservationsCode, address arbitration, bytes32 arbitrationCode
        ) external;
        /// keccak256("provenance-registry/commitment/1" ++ word(called contract) ++ word(caller) ++ calldata of the reveal)
        function commit(bytes32 commitment) external;
        /// salt 0: no commitment, provisional for an hour; else the reveal of a commitment to exactly this calldata.
        function register(
            uint256 record, address owner, uint8 kind, uint64 units, uint8 origin, bytes32 metadata, string uri,
            Parent[] parents, bytes32 salt
        ) external;
        /// Only for the module of batches and catalogues; `works` in its own packed form.
        function admit(
            address registrant, bytes32 commitment, uint64 at, uint32 block, uint256 catalogue, bytes works
        ) external returns (Made memory);
        /// Only for the modules that decide on it; `change`: see `rules::standing::Change`.
        function change(uint256 record, uint8 change, address account, uint64 at) external;
        function record(uint256 record) external view returns (Record memory);
        function parents(uint256 record, uint32 generation) external view returns (Parent[] memory);
        function lineage(uint256 child, uint32 generation, uint256 parent) external view returns (Lineage memory);
        function name() external view returns (string memory);
        function symbol() external view returns (string memory);
        function tokenURI(uint256 tokenId) external view returns (string memory);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Catalogues {
        struct CatalogueParent { uint256 record; uint16 share; uint256 licence; }
        /// A work of a batch.
        struct Work {
            uint256 record; uint8 kind; uint64 units; uint8 origin; bytes32 metadata; string uri;
            CatalogueParent[] parents;
        }
        /// `editions` is zero where the record is no catalogue; `count`, `root` are of the latest edition.
        struct Catalogue { uint32 generation; uint32 editions; uint64 count; bytes32 root; }
        /// `count` is zero where there is no edition of that number. `priority`, `block`: from which it counts: of its
        /// commitment, or where it was not committed to, of when it was added.
        struct Edition {
            bytes32 root; uint64 count; uint64 units; bytes32 metadata; uint64 priority; uint32 block; bool committed;
        }

        event Bound(address registry, bytes32 registryCode);
        event EditionAdded(
            uint256 indexed catalogue, uint32 generation, uint32 edition, bytes32 root, uint64 count, uint64 units,
            bytes32 metadata, string uri, uint64 priority, bool committed
        );
        event LeafRegistered(uint256 indexed catalogue, uint256 indexed record, uint64 index, uint32 edition);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error BatchSize(uint32 works);
        error LicensedLinks(uint32 links);
        error CalldataTooLong(uint64 bytes);
        error CallFailed(address callee);
        error CountZero();
        error NotCatalogue(uint256 record);
        error NotOwner(address caller);
        error RecordProvisional(uint256 record);
        error RecordStruck(uint256 record);
        error EditionUnknown(uint32 edition);
        error NotFirstEdition(uint32 edition);
        error EditionInvalid();
        error EditionsUsedUp();
        error UnitsZero();
        error UriTooLong();
        error UriInvalid();
        error ProofInvalid();

        /// All works or none. salt 0: no commitment, provisional for an hour; else the reveal of one.
        function registerMany(Work[] works, address owner, bytes32 salt) external;
        /// A catalogue of `count` works; the record's id is the root.
        function registerCatalogue(
            bytes32 root, uint64 count, address owner, uint8 kind, uint64 units, uint8 origin, bytes32 metadata,
            string uri, bytes32 salt
        ) external;
        /// A later edition that begins with all works of the latest; `proof`: the consistency proof (RFC 9162).
        function addEdition(
            uint256 catalogue, bytes32 root, uint64 count, uint64 units, bytes32 metadata, string uri, bytes32[] proof,
            bytes32 salt
        ) external returns (uint32 edition);
        /// Gives a work of a catalogue a record of its own. The proof is of `edition`; `first` is the first edition
        /// that contains the work.
        function registerLeaf(
            uint256 catalogue, uint32 edition, uint32 first, uint64 index, uint256 record, uint8 kind, uint8 origin,
            uint64 units, bytes32 metadata, string uri, bytes32[] proof
        ) external;
        function verifyLeaf(
            uint256 catalogue, uint32 edition, uint64 index, uint256 record, uint8 kind, uint8 origin, uint64 units,
            bytes32 metadata, bytes32[] proof
        ) external view returns (bool);
        function catalogue(uint256 record) external view returns (Catalogue memory);
        function edition(uint256 catalogue, uint32 edition) external view returns (Edition memory);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Reservations {
        /// `preferences`: two bits per use, see `rules::preferences`. `withdrawnFrom` is zero where it is not.
        struct Entry { uint64 at; uint32 generation; uint32 preferences; uint64 withdrawnFrom; }
        struct Reserved { uint32 preferences; bool withdrawn; }

        event Bound(address registry, bytes32 registryCode, address arbitration, bytes32 arbitrationCode);
        event PreferencesSet(uint256 indexed record, uint32 generation, uint32 preferences, uint64 at);
        event Withdrawn(uint256 indexed record, uint32 generation, uint64 from, uint64 at);
        event Reinstated(uint256 indexed record, uint32 generation, uint64 at);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error RecordUnknown(uint256 record);
        error RecordProvisional(uint256 record);
        error RecordStruck(uint256 record);
        error NotOwner(address caller);
        error PreferencesInvalid(uint32 preferences);
        error NoticeTooLong(uint64 notice);
        error AlreadyWithdrawn(uint256 record);
        error NotWithdrawn(uint256 record);

        function setPreferences(uint256 record, uint32 preferences) external;
        /// Takes effect for new licences after `notice` seconds (at most 180 days).
        function withdraw(uint256 record, uint64 notice) external;
        function reinstate(uint256 record) external;
        /// Who else may make and close offers; zero for nobody. It ends when the record changes hands.
        function setManager(uint256 record, address manager) external;
        /// What holds now.
        function preferences(uint256 record) external view returns (uint32);
        /// What held at a past Unix second.
        function reservedAt(uint256 record, uint64 at) external view returns (Reserved memory);
        /// How many changes there were: they are numbered from 1.
        function changes(uint256 record) external view returns (uint32);
        function entry(uint256 record, uint32 number) external view returns (Entry memory);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Arbitration {
        /// `state`: see `rules::challenge::State`. `record` is zero where there is no challenge of that number.
        struct Challenge {
            uint256 record; uint32 generation; address challenger; bytes32 evidence; bytes32 answer; uint128 bond;
            uint64 openedAt; uint8 state;
        }
        struct Outcome { uint32 open; uint64 endedAt; address winner; bool struck; }

        event Bound(address registry, bytes32 registryCode, address arbiter, uint128 bond);
        event ChallengeOpened(
            uint64 indexed challenge, uint256 indexed record, address indexed challenger, uint32 generation,
            bytes32 evidence, uint128 bond, uint64 answerUntil, uint64 decideUntil
        );
        event ChallengeAnswered(uint64 indexed challenge, bytes32 answer);
        /// `heir`: who may register a struck digest anew. Of a lost bond, `toOwner` is the owner's, `burned` nobody's.
        event ChallengeClosed(
            uint64 indexed challenge, uint8 state, address heir, address owner, uint128 toOwner, uint128 burned
        );
        event Credited(address indexed account, uint128 amount);
        event Collected(address indexed account, uint128 amount);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error BondInvalid(uint128 bond);
        error NoArbiter();
        error NotArbiter(address caller);
        error NotOwner(address caller);
        error RecordUnknown(uint256 record);
        error RecordProvisional(uint256 record);
        error RecordStruck(uint256 record);
        error EvidenceZero();
        error EvidenceRepeated(bytes32 evidence);
        error WrongValue(uint256 value, uint128 bond);
        error ChallengeUnknown(uint64 challenge);
        error NotOpen(uint64 challenge, uint8 state);
        error AnswerZero();
        error AlreadyAnswered(uint64 challenge);
        error AnswerWindowOver(uint64 until);
        error AnswerWindowOpen(uint64 until);
        error DecisionWindowOver(uint64 until);
        error DecisionWindowOpen(uint64 until);
        error DecisionUnknown(uint8 decision);
        error HeirWithoutStrike(address heir);
        error StillOpen(uint64 challenge);
        error NothingDue();
        error PaymentFailed(address account);

        /// Exactly the bond as value. Answers the challenge's number.
        function openChallenge(uint256 record, bytes32 evidence) external payable returns (uint64 challenge);
        /// By the record's owner, once, within seven days.
        function answerChallenge(uint64 challenge, bytes32 answer) external;
        /// By the arbiter, once the owner has answered or had the time. decision: see `rules::challenge::Decision`.
        function decideChallenge(uint64 challenge, uint8 decision, address heir) external;
        /// By anyone, once the arbiter has let the deadline pass: rejected.
        function expireChallenge(uint64 challenge) external;
        /// By anyone, where another challenge ended the generation: the bond goes back.
        function reclaimBond(uint64 challenge) external;
        /// Pays an account what it is due; anyone may call.
        function collect(address account) external returns (uint128 amount);
        function challenge(uint64 challenge) external view returns (Challenge memory);
        function outcome(uint256 record, uint32 generation) external view returns (Outcome memory);
        /// What a challenge of this record would cost this challenger now.
        function bondOf(uint256 record, address challenger) external view returns (uint128);
        function credit(address account) external view returns (uint128);
        function arbiter() external view returns (address);
        /// Challenges so far: their numbers run from 1 to it.
        function challenges() external view returns (uint64);
        /// All bonds and credits that are somebody's.
        function owed() external view returns (uint128);
        /// Halves of lost bonds: nobody's for ever.
        function burned() external view returns (uint128);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Encumbrances {
        struct Encumbrance {
            address owner; uint32 epoch; uint32 generation; uint16 parentsShare; uint64 withdrawnFrom; uint8 standing;
            uint32 openChallenges; uint32 version; uint32 nextVersion; uint64 appliesAt; bool locked; bytes32 digest;
        }
        /// A link, `depth` steps above the record asked about.
        struct Ancestor { uint256 child; uint256 parent; uint16 share; uint256 licence; uint8 depth; }

        event Bound(
            address registry, bytes32 registryCode, address splitter, bytes32 splitterCode, address arbitration,
            bytes32 arbitrationCode
        );

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error RecordUnknown(uint256 record);
        error NotOwner(address caller);
        error EncumbrancesChanged(bytes32 digest);
        error PathInvalid();
        error PageSize(uint16 limit);

        function encumbrances(uint256 record) external view returns (Encumbrance memory);
        /// Transfers the caller's record if its encumbrances have this digest. The owner has to have approved this
        /// contract for the record.
        function transfer(uint256 record, address to, bytes32 expected) external;
        /// Up to `limit` links to ancestors, parents before their own parents, from `cursor` (empty: from the start).
        function ancestors(uint256 record, bytes cursor, uint16 limit)
            external view returns (Ancestor[] memory page, bytes memory next);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface LicenceMetadata {
        event Bound(address factory, bytes32 factoryCode);

        error WrongCode(address account);
        error CalldataLength();
        error ParameterInvalid(uint8 position);

        struct Royalty { address receiver; uint256 amount; }

        /// A `data:` URI of JSON in Base64. All take the same: an id, an argument, and cells (see `interfaces`).
        function description(uint256 id, uint256 argument, bytes licence, bytes offer, bytes state)
            external view returns (string memory);
        function royalty(uint256 id, uint256 argument, bytes licence, bytes offer, bytes state)
            external view returns (Royalty memory);
        function renewable(uint256 id, uint256 argument, bytes licence, bytes offer, bytes state)
            external view returns (bool);
        function locked(uint256 id, uint256 argument, bytes licence, bytes offer, bytes state)
            external view returns (bool);
        function expiry(uint256 id, uint256 argument, bytes licence, bytes offer, bytes state)
            external view returns (uint64);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface UsageLedger {
        /// All zero where nothing was recorded.
        struct Used { uint64 used; uint64 receipts; uint64 last; }
        /// `count` is zero where there is no such run, `model` where it is not known yet.
        struct Run { bytes32 manifest; uint64 count; bytes32 model; uint16 uses; uint64 declaredAt; }
        struct Question { uint256 licence; address account; uint8 user; uint16 uses; uint64 at; }
        struct RunQuestion { uint256 licence; address licensee; bytes32 run; uint8 user; }
        /// A work as the leaf of a catalogue says it.
        struct CatalogueLeaf { uint256 record; uint8 kind; uint8 origin; uint64 units; bytes32 metadata; }

        event Bound(
            address licenceToken, bytes32 licenceTokenCode, address catalogues, bytes32 cataloguesCode,
            address registry, bytes32 registryCode
        );
        /// `used`: of the licence so far, `units` included.
        event UseRecorded(
            uint256 indexed licence, bytes32 indexed run, address indexed licensee, uint256 record, uint16 uses,
            uint64 units, uint64 used, uint64 at
        );
        event RunCommitted(
            address indexed licensee, bytes32 indexed run, bytes32 manifest, uint64 count, bytes32 model, uint16 uses,
            uint64 at
        );
        event ModelCommitted(address indexed licensee, bytes32 indexed run, bytes32 model, uint64 at);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error LicenceUnknown(uint256 licence);
        error NotCovered(uint8 reason);
        error RunZero();
        error UnitsZero();
        error UsedUp(uint64 left, uint64 asked);
        error RunDeclared(bytes32 run);
        error RunUnknown(bytes32 run);
        error ManifestZero();
        error CountZero();
        error UsesInvalid(uint16 uses);
        error ModelZero();
        error ModelDeclared(bytes32 model);

        /// By the licence's holder, now; draws down a licence for a number of uses.
        function recordUse(uint256 licence, bytes32 run, uint16 uses, uint64 units) external;
        /// Once for each name that the caller gives a run. `manifest`: see `rules::manifest`. model 0: not known yet.
        function declareRun(bytes32 run, bytes32 manifest, uint64 count, bytes32 model, uint16 uses) external;
        function declareModel(bytes32 run, bytes32 model) external;
        function used(uint256 licence) external view returns (Used memory);
        function run(address licensee, bytes32 run) external view returns (Run memory);
        function inManifest(
            address licensee, bytes32 run, uint64 index, uint256 record, uint256 licence, bytes32[] proof
        ) external view returns (bool);
        /// 0: covered; else the reason why not (see `rules::licence::Coverage`).
        function coversLeaf(
            Question question, CatalogueLeaf leaf, uint32 edition, uint64 index, bytes32[] proof, uint64 selectionIndex,
            bytes32[] selectionProof
        ) external view returns (uint8);
        /// The same for the uses and the time of a declared run, whose manifest has to name the work.
        function coversInRun(
            RunQuestion question, CatalogueLeaf leaf, uint32 edition, uint64 index, bytes32[] proof,
            uint64 selectionIndex, bytes32[] selectionProof, uint64 manifestIndex, bytes32[] manifestProof
        ) external view returns (uint8);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface TermsBook {
        /// `duration`, `notice` in seconds, zero where the licence has no end, or is not revocable; `derivativeShare`,
        /// `resaleRoyalty` in basis points.
        struct Terms {
            uint16 uses; uint8 users; bool perpetual; uint64 duration; bool exclusive; bool transferable;
            bool attribution; bool revocable; uint32 notice; uint16 derivativeShare; uint16 resaleRoyalty;
            bytes32 document; string uri;
        }
        /// The same but for the URI. `uses` is zero where there are no terms of that id.
        struct Clauses {
            uint16 uses; uint8 users; bool perpetual; uint64 duration; bool exclusive; bool transferable;
            bool attribution; bool revocable; uint32 notice; uint16 derivativeShare; uint16 resaleRoyalty;
            bytes32 document;
        }

        event TermsPublished(bytes32 indexed terms, Terms content);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error UsesInvalid(uint16 uses);
        error UsersInvalid(uint8 users);
        error DurationInvalid(bool perpetual, uint64 duration);
        error RevocationInvalid(bool revocable, uint32 notice);
        error DerivativeShareInvalid(uint16 share);
        error ResaleRoyaltyInvalid(uint16 share);
        error UriTooLong();
        error UriInvalid();

        /// Publishing the same terms again gives the same id and no event.
        function publishTerms(Terms terms) external returns (bytes32 id);
        function terms(bytes32 terms) external view returns (Clauses memory);
        function termsURI(bytes32 terms) external view returns (string memory);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Offers {
        /// `currency` is zero for the chain's own token. `unit`: see `rules::offer::PriceUnit`.
        struct Price { address currency; uint128 unitPrice; uint8 unit; }
        /// Zero means: any number, never, anyone, any sum, from the purchase on, every edition, whom the buyer names, none,
        /// no escrow, no upgrade.
        struct Conditions {
            uint32 supply; uint64 opens; uint64 closes; address buyer; uint128 ceiling; uint64 since; uint32 edition;
            address referrer; uint16 referral; uint32 escrow; bytes32 upgradesFrom;
        }
        /// Who buys at least `from` units pays this for each.
        struct Tier { uint64 from; uint128 unitPrice; }
        /// `reason` is 0 where the offer sells (see `rules::offer::Refusal`); `total` in the currency's smallest unit.
        struct Quote { uint8 reason; uint128 total; }

        event Bound(
            address licenceToken, bytes32 licenceTokenCode, address registry, bytes32 registryCode, address splitter,
            bytes32 splitterCode, address termsBook, bytes32 termsBookCode, address catalogues, bytes32 cataloguesCode
        );
        event OfferCreated(
            uint64 indexed offer, uint256 indexed record, bytes32 indexed terms, Price price, Conditions conditions,
            Tier[] tiers, uint32 epoch, address maker
        );
        event OfferClosed(uint64 indexed offer);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error RecordUnknown(uint256 record);
        error RecordProvisional(uint256 record);
        error RecordStruck(uint256 record);
        error NotOwner(address caller);
        error TermsUnknown(bytes32 terms);
        error PriceUnitInvalid(uint8 unit, uint8 kind);
        error PriceTooHigh();
        error TiersInvalid();
        error CurrencyInvalid(address currency);
        error WindowInvalid();
        error SinceInvalid(uint64 since);
        error EditionUnknown(uint32 edition);
        error ReferralInvalid(uint16 referral);
        error EscrowInvalid(uint32 escrow);
        error ExclusiveInvalid();
        error OfferUnknown(uint64 offer);
        error OfferAlreadyClosed(uint64 offer);

        function createOffer(uint256 record, bytes32 terms, Price price, Conditions conditions, Tier[] tiers)
            external returns (uint64 offer);
        function closeOffer(uint64 offer) external;
        function quote(uint64 offer, uint64 quantity, bytes32 selection, address buyer, address referrer)
            external view returns (Quote memory);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Deals {
        /// `total` is the price, of which `credit` is not to be paid.
        struct FollowQuote { uint8 reason; uint128 total; uint128 credit; }
        struct Revocation { uint128 refund; uint64 end; }

        event Bound(
            address licenceToken, bytes32 licenceTokenCode, address splitter, bytes32 splitterCode, address arbitration,
            bytes32 arbitrationCode
        );
        event Revoked(uint256 indexed licence, address indexed licensor, uint128 refund, uint64 end);
        event Refunded(uint256 indexed licence, address indexed holder, uint128 amount);
        /// `ending`: 0 paid, 1 to the new generation, 2 back to the holder.
        event EscrowSettled(uint256 indexed licence, uint8 ending, uint128 amount);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error LicenceUnknown(uint256 licence);
        error WayUnknown(uint8 way);
        error NotHolder(address caller);
        error NotLicensor(address caller);
        error LicenceBusy(uint256 licence);
        error LicenceEnded(uint256 licence);
        error NotSuccessor(uint64 offer);
        error NotRevocable(uint256 licence);
        error NothingToRevoke(uint256 licence);
        error NotRevoked(uint256 licence);
        error NoticeRuns(uint64 until);
        error NotInEscrow(uint256 licence);
        error EscrowRuns(uint64 until);
        error ChallengeOpen(uint256 record);
        error WrongValue(uint256 value, uint128 refund);

        function renew(uint256 licence, uint128 maxTotal, bytes32 buyerReference) external payable returns (uint256);
        function extend(uint256 licence, uint64 offer, uint64 quantity, uint128 maxTotal, bytes32 buyerReference)
            external payable returns (uint256);
        function upgrade(uint256 licence, uint64 offer, uint64 quantity, uint128 maxTotal, bytes32 buyerReference)
            external payable returns (uint256);
        /// way: 1 renew, 2 extend, 3 upgrade.
        function quote(uint256 licence, uint8 way, uint64 offer, uint64 quantity)
            external view returns (FollowQuote memory);
        function revoke(uint256 licence) external payable;
        function revocation(uint256 licence) external view returns (Revocation memory);
        function collectRefund(uint256 licence) external returns (uint128 amount);
        function settleEscrow(uint256 licence) external returns (uint128 amount);
        function escrowUntil(uint256 licence) external view returns (uint64);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface LicenceToken {
        /// `record` is zero where there is no offer of that number.
        struct OfferPrice {
            uint256 record; bytes32 terms; address currency; uint128 unitPrice; uint8 unit; uint32 supply; uint32 sold;
            uint64 opens; uint64 closes; address buyer; uint128 ceiling; uint128 taken;
        }
        struct OfferConditions {
            uint32 epoch; bool closed; uint64 since; uint32 edition; address referrer; uint16 referral; uint32 escrow;
            bytes32 upgradesFrom;
        }
        struct OfferGrant {
            uint16 uses; uint8 users; bool perpetual; uint64 duration; uint16 derivativeShare; uint16 resaleRoyalty;
            bool transferable; bool exclusive; bool attribution; bool revocable; uint32 notice;
        }
        struct Tier { uint64 from; uint128 unitPrice; }
        struct Offer { OfferPrice price; OfferConditions conditions; OfferGrant grant; Tier[4] tiers; }
        /// `record` is zero where there is no licence of that id. `status`: bits, see `interfaces::licence`.
        struct LicenceCore {
            address owner; address approved; uint256 record; uint32 generation; bytes32 terms; uint64 offer; uint128 price;
            uint64 start; bool perpetual; uint64 expiry; uint64 acquiredAt; uint64 boughtAt;
        }
        struct LicenceGrant {
            address licensor; uint16 uses; uint8 users; bool transferable; address currency; bool exclusive;
            bool attribution; bool revocable; uint32 notice; uint16 derivativeShare; uint16 resaleRoyalty; uint8 status;
        }
        struct LicenceScope { bool metered; uint32 version; uint32 edition; bytes32 selection; uint64 quantity; }
        struct Licence { LicenceCore core; LicenceGrant grant; LicenceScope scope; }
        struct StateFacts {
            address owner; uint32 epoch; uint32 generation; uint64 units; uint16 parentsShare; uint64 withdrawnFrom;
            uint8 standing; uint32 version; uint32 nextVersion; uint64 appliesAt;
        }
        /// `licensed`, `exclusive`: use by use, until when any licence, and any exclusive one, lasts.
        struct SaleState { StateFacts facts; uint64[10] licensed; uint64[10] exclusive; }
        /// `reason` is 0 where it does (see `rules::licence::Coverage`); `share` in basis points.
        struct Derivation { uint8 reason; uint16 share; }
        struct Royalty { address receiver; uint256 amount; }
        /// What is bought: how much of which offer.
        struct Item { uint64 offer; uint64 quantity; bytes32 selection; }
        struct Follows { uint256 licence; uint8 way; uint64 start; bytes32 upgradesFrom; uint128 credit; }
        struct PushedRecord {
            address owner; uint32 epoch; uint32 generation; uint64 units; uint16 parentsShare; uint64 withdrawnFrom;
            uint8 standing;
        }
        struct Binding { address account; bytes32 code; }

        event Bound(
            address registry, bytes32 registryCode, address splitter, bytes32 splitterCode, address offers,
            bytes32 offersCode, address deals, bytes32 dealsCode, address metadata, bytes32 metadataCode
        );
        /// `direct`: the price went straight to the record's owner; otherwise to the splitter, into the ledger of
        /// `version` (0: the owner's).
        event Purchased(
            uint256 indexed licence, uint256 indexed record, bytes32 indexed buyerReference, uint64 offer,
            address buyer, address licensee, uint128 price, uint64 start, bool perpetual, uint64 expiry,
            uint32 version, bool direct
        );
        event Particulars(
            uint256 indexed licence, uint256 indexed predecessor, uint8 way, uint128 credit, uint64 quantity,
            bytes32 selection, address referrer, bool inEscrow
        );
        event LicenceAmended(uint256 indexed licence, uint8 status, bool perpetual, uint64 expiry);
        /// ERC-4906.
        event MetadataUpdate(uint256 tokenId);
        /// ERC-5192.
        event Locked(uint256 tokenId);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error NotBound();
        error AlreadyBound();
        error NotDeployer();
        error WrongCode(address account);
        error NotModule(address caller);
        error OfferRefused(uint64 offer, uint8 reason);
        error BasketSize(uint32 items);
        error CurrencyMixed(uint64 offer);
        error TotalAboveMax(uint128 total, uint128 maxTotal);
        error WrongValue(uint256 value, uint128 total);
        error NotSuccessor(uint64 offer);
        error LicenceNotTransferable(uint256 licence);
        error CallFailed(address callee);

        function bind(Binding registry, Binding splitter, Binding offers, Binding deals, Binding metadata) external;
        /// Only for the module of offers; `fields` as the cells are. id 0: a new offer; else closes that one.
        function admitOffer(uint64 id, bytes fields) external returns (uint64);
        function purchase(
            uint64 offer, uint64 quantity, bytes32 selection, uint128 maxTotal, address recipient, address referrer,
            bytes32 buyerReference
        ) external payable returns (uint256 licence);
        /// One licence for each item; the ids follow on the first, which it answers.
        function purchaseMany(
            Item[] items, uint128 maxTotal, address recipient, address referrer, bytes32 buyerReference
        ) external payable returns (uint256 licence);
        /// Only for the module of deals.
        function sellTo(address buyer, Follows follows, Item item, uint128 maxTotal, bytes32 buyerReference)
            external payable returns (uint256 licence);
        /// Only for the module of deals.
        function amend(uint256 licence, uint8 status, uint64 end) external;
        /// 0: covered; else the reason why not (see `rules::licence::Coverage`).
        function covers(uint256 licence, uint256 record, address account, uint8 user, uint16 uses, uint64 at)
            external view returns (uint8);
        function offer(uint64 offer) external view returns (Offer memory);
        function licence(uint256 licence) external view returns (Licence memory);
        function saleState(uint256 record) external view returns (SaleState memory);
        /// Whether a licence lets its holder register a derivative now (`reason` 0), and for which part of its income
        /// at least, in basis points.
        function derivation(uint256 licence, uint256 record, address holder)
            external view returns (Derivation memory);
        function pushRecord(uint256 record, PushedRecord state) external;
        function pushSplit(uint256 record, uint32 version, uint32 nextVersion, uint64 appliesAt) external;
        function name() external view returns (string memory);
        function symbol() external view returns (string memory);
        function tokenURI(uint256 tokenId) external view returns (string memory);
        /// EIP-2981.
        function royaltyInfo(uint256 tokenId, uint256 salePrice) external view returns (Royalty memory);
        /// EIP-5192.
        function locked(uint256 tokenId) external view returns (bool);
        /// ERC-5643.
        function expiresAt(uint256 tokenId) external view returns (uint64);
        /// ERC-5643.
        function isRenewable(uint256 tokenId) external view returns (bool);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface RoyaltySplitter {
        /// A payee and its part of what is left after the parents, in basis points.
        struct Payee { address account; uint16 share; }
        struct Versions { uint32 current; uint32 next; uint64 appliesAt; bool locked; uint32 last; }
        /// What a ledger received and, by the payees' positions, paid, in EVM units or the token's smallest unit.
        struct Ledger { uint128 received; uint16 parentsShare; uint128[16] released; }
        /// A contract by its address and the Keccak-256 of its code.
        struct Binding { address account; bytes32 code; }
        /// Where money goes: a ledger, and the sum of the shares of the record's parents in basis points.
        struct To { uint256 record; uint32 generation; uint32 version; address owner; uint16 parentsShare; }
        struct Money { address currency; uint128 amount; }
        struct Buyer { address account; bool payOut; }
        /// What moves: a part, in basis points, of a ledger that is nobody's, for the one at a position.
        struct Due {
            uint256 record; uint32 generation; uint32 ledger; address owner; address currency; uint8 position;
            uint16 share;
        }
        /// A ledger that an account is paid from.
        struct Source { uint256 record; uint32 generation; uint32 version; address currency; }

        event Bound(
            address licenceToken, bytes32 licenceTokenCode, address settlements, bytes32 settlementsCode, address deals,
            bytes32 dealsCode
        );
        /// `version`: the version of the split and the flags of `rules::ledger`. `owner` is the payee under version 0,
        /// zero otherwise. `currency`: an ERC-20, or zero.
        event Deposited(
            uint256 indexed record, uint32 generation, uint32 version, address owner, uint16 parentsShare,
            uint128 amount, address currency
        );
        /// The parents earn on this amount, of which the record's ledgers received only what is left after them.
        event ParentsEarned(uint256 indexed record, uint32 generation, uint128 amount, address currency);
        event Released(
            uint256 indexed record, address indexed payee, uint32 generation, uint32 version, uint128 amount,
            address currency, address to
        );

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error NotBound();
        error AlreadyBound();
        error NotDeployer();
        error WrongCode(address account);
        error CallerNotAllowed(address caller);
        error WrongValue();
        error LedgerFull();
        error NotPayee(address account);
        error LedgerCount();
        error NothingDue();
        error PaymentFailed(address account);
        error TokenFailed(address currency);
        error TokenTookFee(uint128 arrived, uint128 due);
        error CallFailed(address callee);

        function bind(Binding licenceToken, Binding settlements, Binding deals) external;
        /// Called by the licence token or the deals with a sale's money, and by the settlements with anyone's.
        function deposit(To to, Money money, Buyer buyer, address referrer, uint16 referral)
            external payable returns (uint128 credited);
        /// Called by the settlements or the deals: moves what is due of a ledger that is nobody's.
        function moveDue(Due from, To to, address bystander, address referrer, uint16 referral)
            external returns (uint128 amount);
        /// Called by the settlements.
        function putSplit(uint256 record, uint32 generation, uint32 version, bytes32 head, bytes payees) external;
        /// Pays an account what it is due from one ledger; anyone may call. version 0: the ledger of the owner `payee`.
        function release(uint256 record, uint32 generation, uint32 version, address payee, address currency)
            external returns (uint128 amount);
        /// Pays the caller's due to another account.
        function releaseTo(uint256 record, uint32 generation, uint32 version, address currency, address to)
            external returns (uint128 amount);
        /// Pays an account what it is due from up to 32 ledgers; anyone may call.
        function releaseMany(address payee, Source[] ledgers) external;
        /// Pays all payees of a ledger as far as they can be paid; anyone may call.
        function distribute(uint256 record, uint32 generation, uint32 version, address owner, address currency)
            external;
        function versions(uint256 record, uint32 generation) external view returns (Versions memory);
        function payees(uint256 record, uint32 generation, uint32 version) external view returns (Payee[] memory);
        function ledger(uint256 record, uint32 generation, uint32 version, address owner, address currency)
            external view returns (Ledger memory);
        /// The sum of all that the ledgers still owe, in EVM units or the token's smallest unit.
        function owed(address currency) external view returns (uint128);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Settlements {
        /// A payee and its part of what is left after the parents, in basis points.
        struct Payee { address account; uint16 share; }

        event Bound(
            address registry, bytes32 registryCode, address licenceToken, bytes32 licenceTokenCode, address splitter,
            bytes32 splitterCode, address arbitration, bytes32 arbitrationCode
        );
        event SplitAnnounced(uint256 indexed record, uint32 generation, uint32 version, uint64 appliesAt, Payee[] payees);
        event SplitLocked(uint256 indexed record, uint32 generation);
        event PayeeMoved(
            uint256 indexed record, address indexed from, address indexed to, uint32 generation, uint32 version
        );
        event IncomeReceived(
            uint256 indexed record, address indexed payer, uint32 generation, uint128 amount, address currency
        );
        event HeldMoved(
            uint256 indexed record, uint32 generation, uint32 version, address owner, uint128 amount, address currency
        );
        event Settled(
            uint256 indexed child, uint256 indexed parent, uint32 childGeneration, uint128 amount, address currency
        );

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error RecordUnknown(uint256 record);
        error RecordProvisional(uint256 record);
        error RecordStruck(uint256 record);
        error NotOwner(address caller);
        error PayeeCount();
        error PayeeInvalid(address account);
        error PayeeRepeated(address account);
        error ShareZero(address account);
        error SharesNotWhole(uint32 sum);
        error VersionsUsedUp();
        error NoSplit(uint256 record);
        error SplitIsLocked(uint256 record);
        error NotPayee(address caller);
        error WrongValue();
        error AmountZero();
        error NothingDue();
        error PathLength();
        error NotParent(uint256 child, uint256 parent);
        error ChallengeOpen(uint256 record);

        function setSplit(uint256 record, Payee[] payees) external returns (uint32 version);
        /// Leaves the split as it is for as long as the record's generation lasts.
        function lock(uint256 record) external;
        /// Moves a parent's part of a child's income to the parent's own ledger and pays it out; anyone may call.
        function settle(uint256 child, uint32 generation, uint256 parent, address currency)
            external returns (uint128 amount);
        /// Moves what was held while a challenge of the record was open to where it belongs; anyone may call.
        function moveHeld(uint256 record, uint32 generation, uint32 version, address owner, address currency)
            external returns (uint128 amount);
        /// Gives the caller's place in a version of a split, with what is due there, to another account.
        function movePayee(uint256 record, uint32 generation, uint32 version, address to) external;
        /// Pays for a record outside a sale; anyone may call. An ERC-20 is taken by the splitter from the caller.
        function deposit(uint256 record, address currency, uint128 amount)
            external payable returns (uint128 credited);
        /// Settles the links from a child upwards, at most 16; anyone may call. Returns what the last one got.
        function settlePath(uint256 child, uint32 generation, uint256[] path, address currency)
            external returns (uint128 amount);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface Statements {
        /// All in EVM units or the token's smallest unit. `due` = `earned` - `released`.
        struct Account { uint128 received; uint128 earned; uint128 released; uint128 due; }
        /// Of a payee.
        struct Row { address payee; uint16 share; uint128 earned; uint128 released; uint128 due; }
        /// Of a parent.
        struct Link { uint256 parent; uint16 share; uint128 earned; uint128 settled; uint128 due; }
        struct Surplus { uint128 owed; uint128 balance; uint128 surplus; }

        event Bound(address registry, bytes32 registryCode, address splitter, bytes32 splitterCode);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error TokenFailed(address currency);

        function account(uint256 record, uint32 generation, uint32 version, address payee, address currency)
            external view returns (Account memory);
        function statement(uint256 record, uint32 generation, uint32 version, address owner, address currency)
            external view returns (uint128 received, uint128 parents, uint128 dust, Row[] memory payees);
        /// What a parent has earned from a child, has been settled of it, and is due (received: the child's gross).
        function parentAccount(uint256 child, uint32 generation, uint256 parent, address currency)
            external view returns (Account memory);
        function parentStatement(uint256 child, uint32 generation, address currency)
            external view returns (uint128 received, Link[] memory parents);
        /// What the splitter owes of a currency, what it has, and what it has beyond that.
        function surplus(address currency) external view returns (Surplus memory);
    }
}

sol! {
    #![sol(abi)]

    /// Money for many contributors: one instance a pool. A plain transfer to its address is its income.
    #[derive(Debug, PartialEq, Eq)]
    interface RoyaltyPool {
        /// A contributor's place: its index, counted from zero, and what stands there.
        struct Leaf { uint64 index; address account; uint64 weight; }

        event Claimed(
            uint64 indexed index, address indexed account, address indexed currency, address to, uint128 amount
        );

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error LeafInvalid(uint64 index);
        error NothingDue();
        error PaymentFailed(address account);
        error PoolShort(uint128 due, uint128 balance);
        error TokenFailed(address token);
        error ClaimCount();

        /// Takes native money. Its selector is zero, so empty calldata means it, too.
        function wycpnbqcyf() external payable;
        /// Pays a leaf's account what it is due; anyone may call.
        function claim(uint64 index, address account, uint64 weight, address currency, bytes32[] proof)
            external returns (uint128 amount);
        /// Pays what the caller's leaf is due to somebody else.
        function claimTo(uint64 index, uint64 weight, address currency, address to, bytes32[] proof)
            external returns (uint128 amount);
        /// Pays up to 16 leaves. `proofs`: one after the other, each as long as its leaf's path.
        function claimMany(address currency, Leaf[] leaves, bytes32[] proofs) external returns (uint128 total);
        function pool() external view returns (bytes32 root, uint64 count, uint64 weight);
        /// All that ever came in, in EVM units or the token's smallest unit.
        function received(address currency) external view returns (uint128);
        /// Of a leaf as said, without proof. `due` = `earned` - `released`.
        function account(uint64 index, uint64 weight, address currency)
            external view returns (uint128 received, uint128 earned, uint128 released, uint128 due);
    }

    /// Money for a record: one instance a record. What arrives is handed on as the record's income.
    #[derive(Debug, PartialEq, Eq)]
    interface RecordInbox {
        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error NothingDue();
        error TokenFailed(address token);

        /// Takes native money. Its selector is zero, so empty calldata means it, too.
        function wycpnbqcyf() external payable;
        /// Pays all that it has of a currency into the record's ledger; anyone may call.
        function sync(address currency) external returns (uint128 credited);
        function record() external view returns (uint256);
    }

    /// Opens pools, and inboxes of records.
    #[derive(Debug, PartialEq, Eq)]
    interface ReceiverFactory {
        event Bound(
            address registry, bytes32 registryCode, address settlements, bytes32 settlementsCode, address splitter,
            bytes32 splitterCode, address pool, bytes32 poolCode, address inbox, bytes32 inboxCode
        );
        event PoolOpened(
            address indexed pool, bytes32 indexed root, uint64 count, uint64 weight, uint8 basis, bytes32 list, string uri
        );
        event InboxOpened(uint256 indexed record, address indexed inbox);

        error CalldataLength();
        error ParameterInvalid(uint8 position);
        error WrongCode(address account);
        error CallFailed(address callee);
        error PoolEmpty();
        error PoolKnown();
        error BasisUnknown(uint8 basis);
        error UriTooLong();
        error UriInvalid();
        error RecordUnknown(uint256 record);
        error InboxKnown(address inbox);

        /// Basis: 0 for items, 1 for seconds, 2 for declared use. `list`: SHA-256 of the list of contributors.
        function openPool(bytes32 root, uint64 count, uint64 weight, uint8 basis, bytes32 list, string uri)
            external returns (address pool);
        /// Opens a record's inbox; anyone may call.
        function openInbox(uint256 record) external returns (address inbox);
        /// Zero where there is none.
        function inboxOf(uint256 record) external view returns (address);
    }
}
