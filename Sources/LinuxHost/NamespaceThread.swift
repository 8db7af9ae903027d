internal import CLinuxShims
internal import Glibc
internal import Synchronization

/// Runs work inside a host's network namespace, on a thread of its own, and waits for it.
///
/// The namespace belongs to the thread (setns(2)), so descriptors made there (sockets, /proc files)
/// stay bound to the host while the calling thread stays where it is. Never done on a thread that
/// others reuse.
package func inNetwork<Value>(of namespace: Int32, _ work: @escaping () throws(SystemCallError) -> Value)
  throws(SystemCallError) -> Value
{
  try ThreadWork<Value, SystemCallError>.start { () throws(SystemCallError) in
    try joinNetwork(of: namespace)
    return try work()
  }.finish()
}

/// Work on a thread of its own, and its result.
///
/// The thread is joined before the result is read, so that the two never touch it at once; that is why
/// `@unchecked Sendable` is right. What the work uses, nobody else uses until `finish`.
package final class ThreadWork<Value, Failure: Error>: @unchecked Sendable {
  private let work: () throws(Failure) -> Value
  private var result: Result<Value, Failure>?
  private var thread: Thread?

  private init(_ work: @escaping () throws(Failure) -> Value) { self.work = work }

  package static func start(_ work: @escaping () throws(Failure) -> Value) throws(SystemCallError)
    -> ThreadWork
  {
    let started = ThreadWork(work)
    started.thread = try Thread.start { started.run() }
    return started
  }

  private func run() {
    do throws(Failure) { result = .success(try work()) } catch { result = .failure(error) }
  }

  /// Waits for the work's end. Called once.
  package func finish() throws(Failure) -> Value {
    thread?.join()
    guard let result else { preconditionFailure("a joined thread leaves a result") }
    return try result.get()
  }
}

/// A plain kernel thread.
package final class Thread: Sendable {
  private let handle: pthread_t

  private init(handle: pthread_t) { self.handle = handle }

  /// Starts a thread; whoever starts it must `join` or `detach` it.
  package static func start(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) -> Thread {
    let box = Unmanaged.passRetained(Body(body))
    var handle = pthread_t()
    let code = pthread_create(
      &handle, nil,
      { raw in
        guard let raw = raw else { return nil }
        Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    if code != 0 {
      box.release()
      throw SystemCallError(SystemCallError.startThread, on: "", errno: code)
    }
    return Thread(handle: handle)
  }

  /// Waits for the thread's end. Called once.
  package func join() { pthread_join(handle, nil) }

  /// Lets the thread end by itself, unnoticed. Called once.
  package func detach() { pthread_detach(handle) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

/// Moves the calling thread into a host's network namespace for the rest of its life.
package func joinNetwork(of namespace: Int32) throws(SystemCallError) {
  try checked(clinux_setns(namespace, CLONE_NEWNET), "join the host's network namespace (setns)")
}
