using System.Buffers.Binary;
using System.Text;

namespace Heed.Campaign.Parsers;

/// <summary>A SentencePiece model of a few pieces, written as its format is (a protocol buffer): unknown, start, end, then the pieces with their scores.</summary>
internal static class TinySentencePiece
{
    public static byte[] Of(params (string Piece, float Score)[] pieces)
    {
        var model = new MemoryStream();
        Piece("<unk>", 0, 2);
        Piece("<s>", 0, 3);
        Piece("</s>", 0, 3);
        foreach ((string piece, float score) in pieces) Piece(piece, score, 1);
        // The trainer's model_type is 1, a unigram model; the normaliser puts a space in front, takes spaces at the ends away and writes ▁ for a space.
        Message(2, [(3 << 3) | 0, 1]);
        Message(3, [(3 << 3) | 0, 1, (4 << 3) | 0, 1, (5 << 3) | 0, 1]);
        return model.ToArray();

        void Piece(string text, float score, byte kind)
        {
            var message = new MemoryStream();
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            message.WriteByte((1 << 3) | 2);
            message.WriteByte((byte)bytes.Length);
            message.Write(bytes);
            message.WriteByte((2 << 3) | 5);
            byte[] number = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(number, score);
            message.Write(number);
            message.Write([(3 << 3) | 0, kind]);
            Message(1, message.ToArray());
        }

        void Message(int field, byte[] bytes)
        {
            model.WriteByte((byte)(field << 3 | 2));
            model.WriteByte((byte)bytes.Length);
            model.Write(bytes);
        }
    }
}
