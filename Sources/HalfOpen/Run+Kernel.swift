internal import Evidence

extension Run {
  /// A socket seen in a new state. A state that lasts less than some milliseconds may be missing.
  public struct SocketState: Sendable, Hashable {
    public var at: Duration
    public var host: String
    public var localPort: Int
    /// The other end's host or address; nil for a listener.
    public var remoteHost: String?
    public var remotePort: Int?
    /// As ss(8) names it: `ESTABLISHED`, `CLOSE_WAIT`; `CLOSED` when the socket is gone.
    public var state: String
    /// Bytes that the program has not read.
    public var receiveQueueBytes: Int
    /// Bytes that are not acknowledged.
    public var sendQueueBytes: Int
  }

  /// One TCP connection.
  public struct Connection: Sendable, Hashable {
    /// The number that packets and expectations know it by, from 1.
    public var id: Int
    public var clientHost: String
    public var clientPort: Int
    public var serverHost: String
    public var serverPort: Int
    /// `closed`, `reset`, `refused`, `timedOut`, `halfOpen`, `open` or `unanswered`.
    public var ending: String
  }

  /// The states that sockets were seen in, in the order of time.
  ///
  /// - Parameters:
  ///   - host: Only this one's; nil: every host's.
  ///   - port: Only of sockets with this local port.
  public func states(on host: String? = nil, port: Int? = nil) -> [SocketState] {
    record.states.filter { state in
      (host == nil || state.host == host) && (port == nil || state.localPort == port)
    }.map {
      SocketState(
        at: time($0.atNs), host: $0.host, localPort: $0.localPort, remoteHost: $0.remoteHost,
        remotePort: $0.remotePort, state: $0.state, receiveQueueBytes: $0.receiveQueueBytes,
        sendQueueBytes: $0.sendQueueBytes)
    }
  }

  /// The TCP connections between the lab's hosts.
  public var connections: [Connection] {
    record.connections.map {
      Connection(
        id: $0.id, clientHost: $0.clientHost, clientPort: $0.clientPort, serverHost: $0.serverHost,
        serverPort: $0.serverPort, ending: $0.ending)
    }
  }

  /// Host → counter (`TcpExt.TCPTimeouts`) → what the kernel counted in the run; what is missing is 0.
  public var counters: [String: [String: Int64]] {
    Dictionary(record.hosts.map { ($0.name, $0.counters) }, uniquingKeysWith: { first, _ in first })
  }
}
