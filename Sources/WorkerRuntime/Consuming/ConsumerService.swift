import AMQP
import ServiceLifecycle

package struct ConsumerService: Service {
    let queue: String
    let handler: any BatchHandler
    let context: WorkerContext
    package func run() async throws {}
}
