package import Foundation

extension Ticket {
    /// The number as people write it: `AB-1042`.
    package func label(under policy: Policy) -> String {
        "\(policy.programme.ticketPrefix)-\(number.map(String.init) ?? "new")"
    }

    /// Puts what the customer is to be told into the policy's words.
    ///
    /// - Returns: nil if the policy has no words for it.
    package func notification(_ request: NotificationRequest, under policy: Policy, at now: Date) -> Notification? {
        guard let template = policy.templates[request.kind.template] else { return nil }
        let usesChat = isAnsweredByChat(request.kind, under: policy)
        return notification(
            request.kind,
            saying: template.render { field in
                value(of: field, saying: request.text, by: request.agent, under: policy, at: now)
            },
            through: usesChat ? .chat : .email,
            to: usesChat ? "\(programme).\(channel)" : requester,
            because: request.cause,
            under: policy,
            at: now
        )
    }

    /// Who wrote by chat is told there, as long as the plan includes it; who left no address can only be told there.
    private func isAnsweredByChat(_ kind: Notification.Kind, under policy: Policy) -> Bool {
        guard requester.contains("@") else { return true }
        return channel == "chat" && (kind == .rerouted || policy.plan(plan).allows(channel: channel))
    }

    /// Puts a warning about a clock into the policy's words, for whoever has the ticket: its assignee, if that is an
    /// address, else the first contact of its tier.
    package func warnings(
        of clock: Clock,
        threshold: String,
        under policy: Policy,
        at now: Date
    ) -> [Notification] {
        guard let template = policy.templates[.warning] else { return [] }
        let owner =
            assignee.flatMap { name in name.contains("@") ? PagingLadder.Contact(name: name, email: name) : nil }
            ?? policy.ladder(forTier: tier ?? 1)?.contact(atRung: 1)
        guard let owner else { return [] }
        let words = "\(clock.metric.words), \(threshold)"
        return notifications(
            .warning,
            saying: template.render { field in
                field == .due
                    ? clock.dueAt.map { policy.calendar(named: clock.calendar).zone.describe($0) }
                    : value(of: field, saying: words, under: policy, at: now)
            },
            to: owner,
            because: "\(clock.metric.rawValue)/\(clock.cycle)/\(threshold)",
            under: policy,
            at: now
        )
    }

    /// Puts a page into the policy's words, for each way in which the contact can be reached.
    package func notifications(
        of page: Page,
        to contact: PagingLadder.Contact,
        under policy: Policy,
        at now: Date
    ) -> [Notification] {
        let words =
            policy.templates[.page]?.render { value(of: $0, saying: page.reason, under: policy, at: now) }
            ?? (subject: "Page: \(label(under: policy))", body: page.reason)
        return notifications(
            .page,
            saying: words,
            to: contact,
            because: "\(page.name)/\(page.rung)",
            page: page.id,
            under: policy,
            at: now
        )
    }

    /// One for each way in which a contact can be reached.
    private func notifications(
        _ kind: Notification.Kind,
        saying words: (subject: String, body: String),
        to contact: PagingLadder.Contact,
        because cause: String,
        page: UUID? = nil,
        under policy: Policy,
        at now: Date
    ) -> [Notification] {
        let ways: [(Notification.Channel, String?)] = [(.webhook, contact.webhook), (.email, contact.email)]
        return ways.compactMap { channel, recipient in
            guard let recipient else { return nil }
            return notification(
                kind,
                saying: words,
                through: channel,
                to: recipient,
                because: cause,
                page: page,
                under: policy,
                at: now
            )
        }
    }

    private func notification(
        _ kind: Notification.Kind,
        saying words: (subject: String, body: String),
        through channel: Notification.Channel,
        to recipient: String,
        because cause: String,
        page: UUID? = nil,
        under policy: Policy,
        at now: Date
    ) -> Notification {
        Notification(
            id: DerivedID.make(from: id.uuid, "notification", kind.rawValue, recipient, cause),
            ticketID: id,
            kind: kind,
            channel: channel,
            sender: policy.programme.mailFrom,
            recipient: recipient,
            subject: words.subject,
            body: words.body,
            inReplyTo: kind == .page || kind == .warning ? nil : lastCustomerMessage,
            pageID: page,
            createdAt: now
        )
    }

    private func value(
        of field: Template.Field,
        saying text: String?,
        by agent: String? = nil,
        under policy: Policy,
        at now: Date
    ) -> String? {
        switch field {
        case .ticket: label(under: policy)
        case .subject: subject
        case .priority: priority.map(policy.label)
        case .category: policy.category(category)?.name
        case .tier: tier.flatMap(policy.tier)?.name
        case .team: team.flatMap(policy.team)?.name
        case .plan: policy.plan(plan).name
        case .manager: manager
        case .status: status.rawValue.replacing("_", with: " ")
        case .customerName: requesterName ?? requester
        case .programme: policy.programme.name
        case .due: (due(.firstResponse) ?? due(.nextResponse) ?? due(.resolution)).map { describe($0, under: policy) }
        case .respondBy: respondBy(after: now).map { describe($0, under: policy) }
        case .resolveBy: due(.resolution).map { describe($0, under: policy) }
        case .text, .reason, .into: text
        case .agent: agent ?? assignee
        case .channel: channel
        case .supportAddress: policy.programme.mailFrom
        }
    }

    private func due(_ metric: Metric) -> Date? {
        clocks.last { $0.metric == metric && $0.isOpen }?.dueAt
    }

    /// When the customer will have an answer; a promise that has been broken is not given again.
    private func respondBy(after now: Date) -> Date? {
        clocks.filter { $0.isOpen && ($0.metric == .firstResponse || $0.metric == .nextResponse) }
            .compactMap(\.dueAt).filter { $0 > now }.min()
    }

    /// A time as the customer's plan counts it.
    private func describe(_ time: Date, under policy: Policy) -> String {
        policy.calendar(named: policy.plan(plan).calendar).zone.describe(time)
    }
}

extension Notification.Kind {
    /// The words it is put into.
    package var template: Template.Kind {
        switch self {
        case .acknowledgement: .acknowledgement
        case .agentReply: .reply
        case .resolution: .resolution
        case .escalation: .escalation
        case .update: .statusUpdate
        case .warning: .warning
        case .page: .page
        case .rerouted: .rerouted
        case .merged: .merged
        }
    }
}
