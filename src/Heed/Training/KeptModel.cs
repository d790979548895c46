namespace Heed.Training;

/// <summary>What a run's end must know of the model that is kept, whichever process made it.</summary>
/// <param name="Step">The steps it had taken.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Tokens">Target tokens it had learnt from.</param>
/// <param name="Habits">How it translates the development sentences.</param>
internal sealed record KeptModel(long Step, int Epoch, long Tokens, GreedyHabits? Habits);
