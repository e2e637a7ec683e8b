package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlowMetadataTest {
  @Test
  void eachKindIsReadAndWritten() {
    var rows =
        Map.of(
            "54430400", new FlowMetadata.Stream(0, false),
            "54430405", new FlowMetadata.Stream(5, false),
            "54430505", new FlowMetadata.Stream(5, true),
            "5443048100", new FlowMetadata.Stream(128, false),
            "544304fa8901", new FlowMetadata.Stream(2_000_001, false),
            "5443048fffffff7f", new FlowMetadata.Stream(0xffff_ffffL, false),
            "4743", new FlowMetadata.Group(),
            "475211", new FlowMetadata.GroupPeer(0x11));
    rows.forEach(
        (hex, metadata) -> {
          assertThat(read(hex)).isEqualTo(metadata);
          assertThat(Hex.text(metadata.toByteArray())).isEqualTo(hex);
        });
  }

  @Test
  void anyFlagsWithAStreamIdAreAccepted() {
    assertThat(read("5443fc05")).isEqualTo(new FlowMetadata.Stream(5, false));
    assertThat(read("5443fd05")).isEqualTo(new FlowMetadata.Stream(5, true));
    assertThat(read("54430605")).isEqualTo(new FlowMetadata.Stream(5, false));
  }

  @Test
  void whatNobodyKnowsIsOther() {
    for (String hex :
        List.of(
            "",
            "54",
            "5443",
            "544304",
            "54430005",
            "54430105",
            "54430481",
            "544304ffffffffff7f",
            "474300",
            "4752",
            "47521100",
            "00",
            "ffffffff")) {
      assertThat(read(hex)).as(hex).isEqualTo(new FlowMetadata.Other());
    }
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> new FlowMetadata.Other().toByteArray());
  }

  private static FlowMetadata read(String hex) {
    byte[] bytes = Hex.bytes("00" + hex + "00");
    return FlowMetadata.read(bytes, 1, bytes.length - 2);
  }
}
