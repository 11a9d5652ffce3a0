import SupportWorkers
import WorkerRuntime

@main
enum Main {
    static func main() async {
        await WorkerProcess("tierline-sla-watcher").run([.slaWatcher])
    }
}
