import AMQP
import ArgumentParser
import Foundation
import SupportWorkers
import Testing

@testable import TierlineCLI

struct StatementTests {
    @Test(arguments: [
        (
            MessageType.messageSubmitted,
            "--from ann@example.com --subject Export --text stops --vip --verified --impact minor",
            #"{"from":{"address":"ann@example.com"},"impact":"minor","subject":"Export","text":"stops","verified":true,"vip":true}"#
        ),
        (
            .messageReplied, "--from ann@example.com --text more --ticket AB-1",
            #"{"from":{"address":"ann@example.com"},"text":"more","ticket":"AB-1"}"#
        ),
        (
            .ticketRated, "--from ann@example.com --ticket AB-1 --score 2 --comment slow",
            #"{"comment":"slow","from":{"address":"ann@example.com"},"score":2,"ticket":"AB-1"}"#
        ),
        (
            .agentReplied, "--ticket AB-1 --agent kim --text fixed --delivered --waiting-on customer",
            #"{"agent":"kim","delivered":true,"text":"fixed","ticket":"AB-1","waiting_on":"customer"}"#
        ),
        (.agentNoted, "--ticket AB-1 --agent kim --text hm", #"{"agent":"kim","text":"hm","ticket":"AB-1"}"#),
        (
            .ticketAssigned, "--ticket AB-1 --agent kim --assignee lee",
            #"{"agent":"kim","assignee":"lee","ticket":"AB-1"}"#
        ),
        (
            .ticketPrioritised, "--ticket AB-1 --agent kim --priority P1 --category billing --subcategory refund",
            #"{"agent":"kim","category":"billing","priority":"P1","subcategory":"refund","ticket":"AB-1"}"#
        ),
        (
            .ticketPaused, "--ticket AB-1 --agent kim --waiting-on vendor --reference V-7",
            #"{"agent":"kim","reference":"V-7","ticket":"AB-1","waiting_on":"vendor"}"#
        ),
        (.ticketResumed, "--ticket AB-1 --agent kim", #"{"agent":"kim","ticket":"AB-1"}"#),
        (.ticketResolved, "--ticket AB-1 --agent kim --text done", #"{"agent":"kim","text":"done","ticket":"AB-1"}"#),
        (.ticketReopened, "--ticket AB-1 --agent kim --reason no", #"{"agent":"kim","reason":"no","ticket":"AB-1"}"#),
        (.ticketClosed, "--ticket AB-1 --agent kim", #"{"agent":"kim","ticket":"AB-1"}"#),
        (
            .ticketEscalated, "--ticket AB-1 --agent kim --reason stuck --to-tier 3",
            #"{"agent":"kim","reason":"stuck","ticket":"AB-1","to_tier":3}"#
        ),
        (
            .ticketMerged, "--ticket AB-2 --into AB-1 --agent kim --reason twice",
            #"{"agent":"kim","into":"AB-1","reason":"twice","ticket":"AB-2"}"#
        ),
        (
            .breachAnnulled, "--ticket AB-1 --metric resolution --cycle 2 --agent lee --reason outage",
            #"{"agent":"lee","cycle":2,"metric":"resolution","reason":"outage","ticket":"AB-1"}"#
        ),
        (
            .messageSubmitted, "--from a@b --text hi --agent kim",
            #"{"from":{"address":"a@b"},"opened_by":"kim","text":"hi"}"#
        ),
        (.pageAcknowledged, "--page p --by kim", #"{"by":"kim","page":"p"}"#),
    ])
    func `flags make the body of each type`(type: MessageType, flags: String, body: String) throws {
        let options = try StatementOptions.parse(flags.split(separator: " ").map(String.init))

        #expect(String(decoding: ContractJSON.encode(try options.body(of: type)), as: UTF8.self) == body)
    }

    @Test(arguments: [
        (MessageType.messageSubmitted, "--text hello", "message.submitted needs --from"),
        (.agentReplied, "--ticket AB-1 --text hello", "agent.replied needs --agent"),
        (.ticketEscalated, "--ticket AB-1 --agent kim", "ticket.escalated needs --reason"),
        (.ticketPrioritised, "--ticket AB-1 --agent kim", "ticket.prioritised needs --priority"),
        (.ticketMerged, "--ticket AB-1 --agent kim", "ticket.merged needs --into"),
        (.ticketClosed, "--ticket AB-1 --agent kim --text bye", "ticket.closed has no --text"),
        (.messageSubmitted, "--from a@b --text hi --reason x", "message.submitted has no --reason"),
    ])
    func `a missing flag and one too many are named`(type: MessageType, flags: String, message: String) throws {
        let options = try StatementOptions.parse(flags.split(separator: " ").map(String.init))

        let error = #expect(throws: ValidationError.self) { _ = try options.body(of: type) }
        #expect(error?.message == message)
    }
}

struct PipedMailTests {
    @Test func `the key of a mail is its Message-ID`() throws {
        let mail = Array("From: ann@example.com\r\nMessage-ID: <one@example.com>\r\n\r\nHello\r\n".utf8)

        #expect(try PipedMail(mail, id: nil).message.messageID == "one@example.com")
        #expect(try PipedMail(mail, id: "mine").message.messageID == "mine")
    }

    @Test func `a mail without a usable Message-ID has the same key each time it is piped`() throws {
        let long = String(repeating: "x", count: 300)
        let mail = Array("From: ann@example.com\r\nMessage-ID: <\(long)@example.com>\r\n\r\nHello\r\n".utf8)

        let first = try PipedMail(mail, id: nil).message.messageID
        #expect(first?.count == 64)
        #expect(try PipedMail(mail, id: nil).message.messageID == first)
    }

    @Test func `the line that an mbox puts in front is not part of the mail`() throws {
        let mail = Array("From ann@example.com Sat Nov 21 08:00:00 2026\nFrom: ann@example.com\n\nHello\n".utf8)

        #expect(String(decoding: try PipedMail(mail, id: nil).message.body, as: UTF8.self).hasPrefix("From: ann"))
    }
}
