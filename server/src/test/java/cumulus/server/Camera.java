package cumulus.server;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.SendFlow;

/** A publishing client: a command flow, an audio and a video flow, as Flash Player has. */
final class Camera {
  final TestClient client;
  final int stream;
  final SendFlow audio;
  final SendFlow video;
  Delivery delivery = Delivery.RELIABLE;

  Camera(TestClient client) {
    this.client = client;
    this.stream = client.createStream();
    this.audio = client.flow(stream);
    this.video = client.flow(stream);
  }

  Camera publish(String name) {
    client.command(stream, "publish", AmfValue.of(name), AmfValue.of("live"));
    return this;
  }

  Camera headers(int time) {
    audio(time, 0xaf, 0x00, 0x12);
    video(time, 0x17, 0x00, 0x64);
    return this;
  }

  Camera key(int time) {
    return video(time, 0x17, 0x01, time);
  }

  Camera inter(int time) {
    return video(time, 0x27, 0x01, time);
  }

  Camera sound(int time) {
    return audio(time, 0xaf, 0x01, time);
  }

  Camera audio(int time, int... body) {
    TestClient.media(audio, delivery, MessageType.AUDIO, time, body);
    return this;
  }

  Camera video(int time, int... body) {
    TestClient.media(video, delivery, MessageType.VIDEO, time, body);
    return this;
  }

  Camera data(String handler, AmfValue... arguments) {
    TestClient.data(client.commandFlow(stream), MessageType.DATA_EXTENDED, handler, arguments);
    return this;
  }

  /** Ends the publication as NetStream.close does: closeStream, and the media flows end. */
  Camera close() {
    client.command(stream, "closeStream");
    audio.close();
    video.close();
    return this;
  }
}
