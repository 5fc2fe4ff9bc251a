import { answerQuestions } from '../worker/answering.ts';
import { judge } from './judge.ts';

answerQuestions(judge);
