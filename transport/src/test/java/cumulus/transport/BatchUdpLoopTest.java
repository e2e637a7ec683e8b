package cumulus.transport;

final class BatchUdpLoopTest extends UdpLoopContract {
  BatchUdpLoopTest() {
    super(UdpSettings.Transport.BATCH);
  }
}
