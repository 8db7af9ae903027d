// Drawn by halfopen from Tests/Captures, and compared with them by a test: do not edit. The lines are as long as
// the ladders are wide.
extension ClassLadders {
  static let causes: [String: String] = [
    "refused": #"""
    From [`handshake/connect-closed-port`](../labs/handshake/connect-closed-port.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34612                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 1: syn ───────────────────────────────►│
               │◄───────────────────────── 2: reset (refused) ──────────────────────────┤
    ```

    Frame 2: It answers the SYN of frame 1 and acknowledges it: nothing listens there, or a firewall speaks for it (RFC 9293 §3.5.2).
    """#,
    "noSuchConnection": #"""
    From [`keepalive/keepalive-peer-rebooted`](../labs/keepalive/keepalive-peer-rebooted.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:40294                                                       192.0.2.2:7000
    0.000 s    │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ┊                          · · ·  2.01 s  · · ·                          ┊
    2.007 s    ├────────────────────────── 4: keepaliveProbe ──────────────────────────►│
               │◄───────────────────── 5: reset (noSuchConnection) ─────────────────────┤
      ┊ nothing happens
    ```

    Frame 5: It takes its sequence number from the ACK of frame 4, as a host answers that has no such connection (RFC 9293 §3.5.2; kernel tcp_v4_send_reset).
    """#,
    "unreadData": #"""
    From [`reset/window-full`](../Tests/Captures/reset/window-full.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48550                                                       192.0.2.2:7000
               ┊                          · · ·  260 ms  · · ·                          ┊
    0.260 s    │◄────────────────── 11: zeroWindowProbeAck zeroWindow ──────────────────┤
               ┊                          · · ·  424 ms  · · ·                          ┊
    0.684 s    ├───────────────────────── 12: zeroWindowProbe ─────────────────────────►│
               ┊                          · · ·  864 ms  · · ·                          ┊
    1.548 s    ├───────────────────────── 13: zeroWindowProbe ─────────────────────────►│
               │◄────────────────── 14: zeroWindowProbeAck zeroWindow ──────────────────┤
    1.550 s    │◄─────────────────────── 15: reset (unreadData) ────────────────────────┤
      ┊ nothing happens
    ```

    Frame 15: RST with ACK at SND.NXT while data that nobody had read kept its sender's window closed (frame 14): close() with unread data (RFC 2525 §2.17; kernel __tcp_close); a socket that is destroyed then looks the same (kernel tcp_abort).
    """#,
    "dataAfterClose": #"""
    From [`close/close-peer-still-sends`](../labs/close/close-peer-still-sends.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:57136                                                       192.0.2.2:7000
    0.001 s    │◄─────────────────────────────── 5: ack ────────────────────────────────┤
               │◄─────────────────────────────── 6: fin ────────────────────────────────┤
    0.002 s    ├──────────────────────────────── 7: ack ───────────────────────────────►│
    0.004 s    ├───────────────────────────── 8: data 20 B ────────────────────────────►│
               │◄────────────────────── 9: reset (dataAfterClose) ──────────────────────┤
    ```

    Frame 9: Its sender had closed with the FIN of frame 6, and frame 8 brought data that nobody will read (kernel tcp_rcv_state_process).
    """#,
    "lingerZero": #"""
    From [`reset/linger-zero`](../Tests/Captures/reset/linger-zero.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48542                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 1: syn ───────────────────────────────►│
               │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
    0.002 s    ├───────────────────────────── 4: data 10 B ────────────────────────────►│
               │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    0.004 s    ├──────────────────────── 6: reset (lingerZero) ────────────────────────►│
    ```

    Frame 6: RST with ACK at SND.NXT, and no payload came that could be unread: an aborting close (SO_LINGER 0, or the socket was destroyed; kernel tcp_disconnect, tcp_send_active_reset).
    """#,
    "keepaliveExpired": #"""
    From [`keepalive/keepalive-unreachable`](../labs/keepalive/keepalive-unreachable.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:40300                                                       192.0.2.2:7000
    0.000 s    ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ┊                          · · ·  1.01 s  · · ·                          ┊
    1.007 s    ├────────────────────────── 4: keepaliveProbe ──────────────────────────►│
               ┊                          · · ·  1.03 s  · · ·                          ┊
    2.035 s    ├────────────────────────── 5: keepaliveProbe ──────────────────────────►│
               ┊                          · · ·  1.02 s  · · ·                          ┊
    3.055 s    ├───────────────────── 6: reset (keepaliveExpired) ─────────────────────►│
      ┊ nothing happens
    ```

    Frame 6: Its sender's 2 keepalive probes, the last in frame 5, were not answered (kernel tcp_keepalive_timer).
    """#,
    "backlogOverflow": #"""
    From [`queues/accept-queue-abort`](../labs/queues/accept-queue-abort.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48474                                                       192.0.2.2:7000
    0.000 s    │◄────────────────────────────── 2: synAck ──────────────────────────────┤
               ├─────────────────────────── 3: handshakeAck ───────────────────────────►│
               ┊                          · · ·  1.00 s  · · ·                          ┊
    1.001 s    │◄──────────────── 7: synAck retransmission (handshake) ─────────────────┤
               ├─────────────────────────── 8: challengeAck ───────────────────────────►│
               │◄───────────────────── 9: reset (backlogOverflow) ──────────────────────┤
      ┊ nothing happens
    ```

    Frame 9: It answers the first segment after the handshake, frame 8, and its sender had sent nothing but SYN+ACK: the accept queue was full and tcp_abort_on_overflow is set (kernel tcp_check_req), or the listener closed within this round trip.
    """#,
    "firewall": #"""
    From [`reset/firewall`](../Tests/Captures/reset/firewall.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48526                                                       192.0.2.2:7000
    0.000 s    │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    0.012 s    ├───────────────────────────── 6: data 20 B ────────────────────────────►│
               │◄───────────────────────── 7: reset (firewall) ─────────────────────────┤
    0.025 s    │◄───────────────────────────── 8: data 5 B ─────────────────────────────┤
               ├───────────────────── 9: reset (noSuchConnection) ─────────────────────►│
    ```

    Frame 7: The end in whose name it was sent went on with the connection in frame 8: it did not send it.
    """#,
    "answeredOldDuplicate": #"""
    From [`wire/old-duplicate`](../scripts/record-wire-captures), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:40000                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 7: syn ───────────────────────────────►│
               │◄────────────────────────────── 8: synAck ──────────────────────────────┤
               ├─────────────────── 9: reset (answeredOldDuplicate) ───────────────────►│
               │◄───────────────────────────── 10: synAck ──────────────────────────────┤
               ├─────────────────────────── 11: handshakeAck ──────────────────────────►│
    ```

    Frame 9: It answers the SYN+ACK of frame 8, which acknowledges a SYN that its sender has not sent now: an old duplicate (RFC 9293 §3.5.1).
    """#,
    "unknown": #"""
    From [`crash/process-crash-unread-data`](../labs/crash/process-crash-unread-data.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34580                                                       192.0.2.2:7000
    0.000 s    ├───────────────────────────── 4: data 10 B ────────────────────────────►│
               │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    0.004 s    │◄───────────────────────── 6: reset (unknown) ──────────────────────────┤
    ```

    Frame 6: RST with ACK at SND.NXT, an aborting close: unread data or SO_LINGER 0, which look the same on the wire (kernel __tcp_close, tcp_disconnect).
    """#,
  ]
}
