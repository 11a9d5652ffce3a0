extension Invariant {
    /// What is to be told is told, or on its way.
    static let ofOutsideEffects = [
        Invariant(
            "delivery_is_on_record",
            "every notification that was delivered has the try that delivered it on record",
            """
            SELECT id::text, format('delivered by try %s, which is not on record', attempts)
            FROM notification
            WHERE state = 'delivered' AND NOT EXISTS (
                SELECT FROM delivery_attempt AS attempt
                WHERE attempt.notification_id = notification.id AND attempt.outcome = 'delivered'
            )
            """
        ),
        Invariant(
            "delivered_once",
            "no notification has two tries on record that delivered it",
            """
            SELECT notification_id::text, format('%s tries delivered it', count(*))
            FROM delivery_attempt WHERE outcome = 'delivered' GROUP BY notification_id HAVING count(*) > 1
            """
        ),
        Invariant(
            "notification_is_not_stuck",
            "no notification has been waiting to be sent, or been sent, for more than a minute",
            """
            SELECT notification.id::text,
                format('%s since %s, to %s', notification.state,
                    to_char(greatest(notification.created_at, attempt.finished_at) AT TIME ZONE 'UTC',
                        'YYYY-MM-DD HH24:MI:SS"Z"'),
                    recipient)
            FROM notification LEFT JOIN LATERAL (
                SELECT max(finished_at) AS finished_at FROM delivery_attempt WHERE notification_id = notification.id
            ) AS attempt ON true
            WHERE notification.state IN ('pending', 'sending')
                AND greatest(notification.created_at, attempt.finished_at) < tierline_now() - interval '1 minute'
            """
        ),
        Invariant(
            "retry_has_timer",
            "every notification that is to be tried again has a timer, or the next try is on its way",
            """
            SELECT notification.id::text, format('try %s failed and nothing starts the next', attempts)
            FROM notification
            WHERE state = 'retrying'
                AND NOT EXISTS (SELECT FROM timer WHERE subject_id = notification.id AND kind = 3)
                AND NOT EXISTS (
                    SELECT FROM outbox
                    WHERE type LIKE 'notification.%' AND encode(body, 'escape') ILIKE '%' || notification.id || '%'
                )
            """
        ),
        Invariant(
            "outbox_is_swept",
            "nothing lies in the outbox for more than a minute",
            """
            SELECT id::text, format('%s to %s since %s', coalesce(type, 'a message'), exchange, date_trunc('second', created_at))
            FROM outbox WHERE created_at < now() - interval '1 minute'
            """
        ),
    ]
}
