import SupportWorkers
import WorkerRuntime

@main
enum Main {
    static func main() async {
        await WorkerProcess("tierline-intake").run([.intake])
    }
}
