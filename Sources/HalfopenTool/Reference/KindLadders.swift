// Drawn by halfopen from Tests/Captures, and compared with them by a test: do not edit. The lines are as long as
// the ladders are wide.
extension ClassLadders {
  static let kinds: [String: String] = [
    "timeout": #"""
    From [`crash/power-loss-sending`](../labs/crash/power-loss-sending.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:57150                                                       192.0.2.2:7000
    0.001 s    │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    0.007 s    ├───────────────────────────── 6: data 20 B ────────────────────────────►│
               ┊                          · · ·  208 ms  · · ·                          ┊
    0.215 s    ├──────────────── 7: data 20 B retransmission (timeout) ────────────────►│
               ┊                          · · ·  416 ms  · · ·                          ┊
    0.631 s    ├──────────────── 8: data 20 B retransmission (timeout) ────────────────►│
               ┊                          · · ·  832 ms  · · ·                          ┊
    1.463 s    ├──────────────── 9: data 20 B retransmission (timeout) ────────────────►│
      ┊ nothing happens
    ```

    Frame 7: The oldest unacknowledged bytes again, sent in frame 6, after 207.803 ms; the next came after 416.093 ms, in frame 8: a timeout that doubled, not a tail-loss probe.
    """#,
    "fast": #"""
    From [`retransmission/fast-retransmit`](../labs/retransmission/fast-retransmit.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48584                                                       192.0.2.2:7000
    0.033 s    │◄─────────────────────────────── 7: ack ────────────────────────────────┤
    0.036 s    ├──────────────────────────── 8: data 1448 B ───────────────────────────►│
    0.039 s    ├──────────────────────────── 9: data 1448 B ───────────────────────────►│
               │◄────────────────────────── 10: duplicateAck ───────────────────────────┤
    0.041 s    ├─────────────────────────── 11: data 1448 B ───────────────────────────►│
               │◄────────────────────────── 12: duplicateAck ───────────────────────────┤
    0.043 s    ├─────────────────────────── 13: data 1448 B ───────────────────────────►│
    0.045 s    ├─────────────────────────── 14: data 1448 B ───────────────────────────►│
               │◄────────────────────────── 15: duplicateAck ───────────────────────────┤
               ├──────────────── 16: data 1448 B retransmission (fast) ────────────────►│
               │◄─────────────────────────────── 17: ack ───────────────────────────────┤
    ```

    Frame 16: Sent in frame 8; the receiver repeated its ACK 3 times, the last in frame 15, before the timer ran out (RFC 5681 §3.2).
    """#,
    "tailLossProbe": #"""
    From [`retransmission/tail-loss-probe`](../labs/retransmission/tail-loss-probe.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48596                                                       192.0.2.2:7000
    0.026 s    ├──────────────────────────── 6: data 1448 B ───────────────────────────►│
               ├──────────────────────────── 7: data 1448 B ───────────────────────────►│
               ├──────────────────────────── 8: data 104 B ────────────────────────────►│
               │◄─────────────────────────────── 9: ack ────────────────────────────────┤
    0.032 s    ├──────────── 10: data 104 B retransmission (tailLossProbe) ────────────►│
               │◄──────────────────────── 11: duplicateAck sack ────────────────────────┤
    ```

    Frame 10: The last segment, sent in frame 8, again after 6.211 ms without an ACK, before any timeout: a tail-loss probe (RFC 8985 §7; kernel tcp_send_loss_probe).
    """#,
    "recovery": #"""
    From [`retransmission/fast-retransmit`](../labs/retransmission/fast-retransmit.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48584                                                       192.0.2.2:7000
    0.045 s    ├─────────────────────────── 14: data 1448 B ───────────────────────────►│
               │◄────────────────────────── 15: duplicateAck ───────────────────────────┤
               ├──────────────── 16: data 1448 B retransmission (fast) ────────────────►│
               │◄─────────────────────────────── 17: ack ───────────────────────────────┤
               ├────────────── 18: data 1448 B retransmission (recovery) ──────────────►│
               │◄─────────────────────────────── 19: ack ───────────────────────────────┤
    ```

    Frame 18: Sent in frame 13; the recovery that frame 16 began is not over (kernel tcp_xmit_retransmit_queue).
    """#,
    "unneeded": #"""
    From [`retransmission/dsack-ack-lost`](../labs/retransmission/dsack-ack-lost.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:48570                                                       192.0.2.2:7000
    0.002 s    │◄─────────────────────────────── 5: ack ────────────────────────────────┤
    0.013 s    ├───────────────────────────── 6: data 20 B ────────────────────────────►│
               │◄─────────────────────────────── 7: ack ────────────────────────────────┤
               ┊                          · · ·  206 ms  · · ·                          ┊
    0.220 s    ├──────────────── 8: data 20 B retransmission (unneeded) ───────────────►│
               │◄───────────────────── 9: duplicateAck sack, dsack ─────────────────────┤
      ┊ nothing happens
    ```

    Frame 8: Its bytes, sent in frame 6, were acknowledged in frame 7 before it was captured.
    """#,
    "handshake": #"""
    From [`handshake/syn-lost`](../labs/handshake/syn-lost.yaml), captured at the client:

    ```text
            client                                                                   server
        192.0.2.1:34626                                                       192.0.2.2:7000
    0.000 s    ├──────────────────────────────── 1: syn ───────────────────────────────►│
               ┊                          · · ·  1.01 s  · · ·                          ┊
    1.011 s    ├────────────────── 2: syn retransmission (handshake) ──────────────────►│
               ┊                          · · ·  2.02 s  · · ·                          ┊
    3.027 s    ├────────────────── 3: syn retransmission (handshake) ──────────────────►│
               │◄────────────────────────────── 4: synAck ──────────────────────────────┤
               ├─────────────────────────── 5: handshakeAck ───────────────────────────►│
      ┊ nothing happens
    ```

    Frame 2: The same initial sequence number as in frame 1, 1011.567 ms later.
    """#,
  ]
}
