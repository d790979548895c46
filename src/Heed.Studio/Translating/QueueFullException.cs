namespace Heed.Studio.Translating;

/// <summary>More texts wait than may.</summary>
internal sealed class QueueFullException() : InvalidOperationException("Too many texts wait to be translated; come again in a moment.");
