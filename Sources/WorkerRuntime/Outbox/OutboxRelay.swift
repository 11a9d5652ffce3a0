import AMQP
import ServiceLifecycle

package struct OutboxRelay: Service {
    let context: WorkerContext
    package func run() async throws {}
}
