package cumulus.transport;

final class PlainUdpLoopTest extends UdpLoopContract {
  PlainUdpLoopTest() {
    super(UdpSettings.Transport.PLAIN);
  }
}
