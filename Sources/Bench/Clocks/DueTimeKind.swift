import Foundation
import SupportDomain

/// A due time that is asked for.
struct DueTimeQuestion: Sendable {
    var start: Date
    var target: Target
    /// Ascending and apart.
    var pauses: [Pause]
}

/// The kinds of due times that clocks ask for.
enum DueTimeKind: String, CaseIterable, Sendable {
    case businessHours = "business_hours"
    case pausedBusinessHours = "paused_business_hours"
    case businessDays = "business_days"

    /// A question of the kind: a start anywhere from 2024 to 2029, and from 1 to 80 hours or from 1 to 10 days.
    func question(_ dice: inout Dice) -> DueTimeQuestion {
        let start = 1_704_067_200 + dice.roll(6 * 365 * 86_400)
        var question = DueTimeQuestion(start: Date(wholeSeconds: start), target: .businessHours(0), pauses: [])
        switch self {
        case .businessHours: question.target = .businessHours(1 + dice.roll(80))
        case .pausedBusinessHours:
            question.target = .businessHours(1 + dice.roll(80))
            var cursor = start
            for _ in 0...dice.roll(3) {
                let since = cursor + 600 + dice.roll(2 * 86_400)
                cursor = since + 600 + dice.roll(3 * 86_400)
                question.pauses.append(
                    Pause(since: Date(wholeSeconds: since), until: Date(wholeSeconds: cursor), reason: .customer)
                )
            }
        case .businessDays: question.target = .businessDays(1 + dice.roll(10))
        }
        return question
    }
}
