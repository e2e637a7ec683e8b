package cumulus.node;

import cumulus.client.NetGroupPublication;
import cumulus.client.NetStream;
import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfStyle;
import cumulus.rtmfp.Payload;
import java.util.Arrays;

/** Where the tags of a file go: to a server, or into a NetGroup. */
interface StreamSink {
  void audio(long timestampMillis, Payload body);

  void video(long timestampMillis, Payload body);

  /** A script tag; it has no time, as Flash drops data with one in some cases. */
  void data(Payload body);

  /** A stream of a server, which keeps the metadata for late joiners. */
  static StreamSink of(NetStream stream) {
    return new StreamSink() {
      @Override
      public void audio(long timestampMillis, Payload body) {
        stream.sendAudio(timestampMillis, body);
      }

      @Override
      public void video(long timestampMillis, Payload body) {
        stream.sendVideo(timestampMillis, body);
      }

      @Override
      public void data(Payload body) {
        stream.sendData(0, Metadata.isMetadata(body) ? Metadata.withSetDataFrame(body) : body);
      }
    };
  }

  /** A stream of a group; nobody keeps its metadata. */
  static StreamSink of(NetGroupPublication publication) {
    return new StreamSink() {
      @Override
      public void audio(long timestampMillis, Payload body) {
        publication.sendAudio(timestampMillis, body);
      }

      @Override
      public void video(long timestampMillis, Payload body) {
        publication.sendVideo(timestampMillis, body);
      }

      @Override
      public void data(Payload body) {
        publication.sendData(0, body);
      }
    };
  }

  /** Script tags named onMetaData. */
  final class Metadata {
    private static final byte[] ON_METADATA = string("onMetaData");
    private static final byte[] SET_DATA_FRAME = string("@setDataFrame");

    private Metadata() {}

    static boolean isMetadata(Payload body) {
      int length = ON_METADATA.length;
      return body.length() >= length
          && Arrays.equals(body.bytes(), 0, length, ON_METADATA, 0, length);
    }

    static Payload withSetDataFrame(Payload body) {
      byte[] joined = Arrays.copyOf(SET_DATA_FRAME, SET_DATA_FRAME.length + body.length());
      body.writeTo(joined, SET_DATA_FRAME.length, 0, body.length());
      return Payload.wrap(joined);
    }

    private static byte[] string(String text) {
      var out = new ByteWriter();
      new Amf0Writer(out, AmfStyle.AMF0_ONLY).writeString(text);
      return out.toByteArray();
    }
  }
}
