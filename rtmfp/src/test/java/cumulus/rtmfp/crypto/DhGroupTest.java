package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DhGroupTest {
  private static final BigInteger EDGE = BigInteger.ONE.shiftLeft(24);

  @ParameterizedTest
  @EnumSource
  void vectorsCheck1_primesComeOutOfTheFormula(DhGroup group) {
    Map<String, String> row = Vectors.strings("dh_groups", Integer.toString(group.id()));

    assertThat(group.prime().toString(16)).isEqualTo(row.get("prime"));
    assertThat(group.prime().bitLength()).hasToString(row.get("bits"));
    assertThat(DhGroup.GENERATOR).hasToString(row.get("generator"));
    assertThat(group.length() * 8).isEqualTo(group.prime().bitLength());
    assertThat(DhGroup.byId(group.id())).contains(group);
  }

  @Test
  void otherGroupsAreUnknown() {
    assertThat(DhGroup.byId(0)).isEmpty();
    assertThat(DhGroup.byId(16)).isEmpty();
    assertThat(DhGroup.byId(2 + (1L << 32))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void transportCheck6_publicKeysNearTheEdgesAreRejected(DhGroup group) throws ProtocolException {
    BigInteger p = group.prime();
    for (BigInteger bad :
        new BigInteger[] {
          BigInteger.ZERO,
          BigInteger.ONE,
          EDGE.subtract(BigInteger.ONE),
          p.subtract(EDGE).add(BigInteger.ONE),
          p.subtract(BigInteger.ONE),
          p,
          p.add(BigInteger.ONE),
          p.shiftLeft(8),
        }) {
      rejects(group, bad);
    }
    assertThat(group.readPublicKey(p.subtract(EDGE).toByteArray())).isEqualTo(p.subtract(EDGE));
  }

  @ParameterizedTest
  @EnumSource
  void transportCheck6_publicKeysOfAlmostOnlyOnesOrZerosAreRejected(DhGroup group)
      throws ProtocolException {
    BigInteger fifteenOnes = BigInteger.valueOf(0x7fff).shiftLeft(100);
    rejects(group, fifteenOnes);
    assertThat(group.readPublicKey(fifteenOnes.setBit(200).toByteArray())).isPositive();

    BigInteger fifteenZeros = BigInteger.ONE.shiftLeft(200).subtract(BigInteger.ONE);
    for (int i = 0; i < 15; i++) {
      fifteenZeros = fifteenZeros.clearBit(i);
    }
    rejects(group, fifteenZeros);
    assertThat(group.readPublicKey(fifteenZeros.clearBit(100).toByteArray())).isPositive();
  }

  @Test
  void leadingZerosOfAPublicKeyAreAccepted() throws ProtocolException {
    byte[] key = Vectors.hex("0000" + "a5".repeat(128).replaceFirst("a5", "00"));

    assertThat(DhGroup.MODP_2.readPublicKey(key)).isEqualTo(new BigInteger("a5".repeat(127), 16));
  }

  private static void rejects(DhGroup group, BigInteger key) {
    assertThatThrownBy(() -> group.readPublicKey(key.toByteArray()))
        .as(key.toString(16))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.reason).isEqualTo(DropReason.KEYING));
  }
}
