// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";
import {PaymentSplitter} from "openzeppelin-4/finance/PaymentSplitter.sol";

/// The least that records who was first with a digest.
contract HashRegistry {
    mapping(bytes32 digest => address owner) public ownerOf;

    event Registered(bytes32 indexed digest, address indexed owner);

    error Known(bytes32 digest);

    function register(bytes32 digest) external {
        if (ownerOf[digest] != address(0)) revert Known(digest);
        ownerOf[digest] = msg.sender;
        emit Registered(digest, msg.sender);
    }
}

/// A licence sale as it is usually written on OpenZeppelin's contracts: an ERC-721 token with
/// royalties, offers, and a purchase that pays one address, mints, and keeps what was sold.
contract LicenceSale is ERC721, ERC2981 {
    struct Offer {
        address payable payee;
        uint96 price;
        bytes32 terms;
    }

    struct Licence {
        uint128 price;
        uint64 start;
        uint64 offer;
        bytes32 terms;
    }

    mapping(uint256 offer => Offer) public offers;
    mapping(uint256 licence => Licence) public licences;
    uint64 public lastOffer;
    uint64 public lastLicence;

    event Purchased(uint256 indexed licence, uint256 indexed offer, address indexed buyer, uint256 price);

    error WrongValue(uint256 price);
    error PaymentFailed(address payee);

    constructor() ERC721("Licences", "LIC") {}

    function setOffer(address payable payee, uint96 price, bytes32 terms) external returns (uint64 offer) {
        offer = ++lastOffer;
        offers[offer] = Offer(payee, price, terms);
    }

    function buy(uint64 offer, address to) external payable returns (uint64 licence) {
        Offer memory sold = offers[offer];
        if (msg.value != sold.price || sold.payee == address(0)) revert WrongValue(sold.price);
        licence = ++lastLicence;
        licences[licence] = Licence(uint128(msg.value), uint64(block.timestamp), offer, sold.terms);
        _mint(to, licence);
        emit Purchased(licence, offer, to, msg.value);
        (bool paid,) = sold.payee.call{value: msg.value}("");
        if (!paid) revert PaymentFailed(sold.payee);
    }

    function supportsInterface(bytes4 id) public view override(ERC721, ERC2981) returns (bool) {
        return super.supportsInterface(id);
    }
}

/// OpenZeppelin's PaymentSplitter (4.9.6, their last) as it is.
contract Splitter is PaymentSplitter {
    constructor(address[] memory payees, uint256[] memory shares) payable PaymentSplitter(payees, shares) {}
}
